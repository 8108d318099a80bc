/** What a list of samples says: the median, the best tenth, the ratio of two, and how noisy the machine was. @module */

import { type Samples, metronome } from './measure.ts';

/** The sample below which this share of them lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The tenth percentile of the times: what the work costs while nothing else is in the way. */
export function bestTenth(samples: readonly number[]): number {
  return quantile(samples, 0.1);
}

/** How many times faster `name` is than `peer`: the median of the ratios within each round. */
export function timesFaster(samples: Samples, name: string, peer: string): number {
  const own = samples[name] ?? [];
  const others = samples[peer] ?? [];
  return median(own.map((time, round) => (others[round] ?? Number.NaN) / time));
}

/** By how much the median of the metronome exceeds its best tenth: 0 on a machine that does nothing else. */
export function noiseOf(samples: Samples): number {
  const ticks = samples[metronome] ?? [];
  return median(ticks) / bestTenth(ticks) - 1;
}

/** Beyond this much noise a figure is printed without a verdict. */
export const mostNoise = 0.15;

/** The rounds of several processes, put one after the other. */
export function joinSamples(parts: readonly Samples[]): Samples {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, parts.flatMap((part) => part[name] ?? [])]));
}
