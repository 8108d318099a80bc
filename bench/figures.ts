/** Statistics of samples: median, best tenth, ratio of two contenders, and noise. @module */

import { type Samples, calibration } from './measure.ts';

/** The sample at this share of the sorted samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The tenth percentile of the times: what the work costs while nothing else disturbs it. */
export function bestTenth(samples: readonly number[]): number {
  return quantile(samples, 0.1);
}

/** How many times faster `name` is than `peer`: the median of the ratios of each round. */
export function timesFaster(samples: Samples, name: string, peer: string): number {
  const own = samples[name] ?? [];
  const others = samples[peer] ?? [];
  return median(own.map((time, round) => (others[round] ?? Number.NaN) / time));
}

/** How much the calibration's median exceeds its best tenth: 0 on a machine without other load. */
export function noiseOf(samples: Samples): number {
  const times = samples[calibration] ?? [];
  return median(times) / bestTenth(times) - 1;
}

/** Above this noise, a figure is printed without a verdict. */
export const maxNoise = 0.15;

/** Concatenates the rounds of several processes. */
export function joinSamples(parts: readonly Samples[]): Samples {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, parts.flatMap((part) => part[name] ?? [])]));
}
