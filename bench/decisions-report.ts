/** Decisions on memory storage: speed, growth with subjects, and delays by pruning. @module */

import type { Bar } from './bars.ts';
import { trustedClient } from './decisions.ts';
import { bestTenth, median, noiseOf } from './figures.ts';
import { type Samples, calibration } from './measure.ts';
import { microseconds, perSecond, table, times } from './table.ts';

export interface Growth {
  readonly bytesPerSubject: Readonly<Record<string, number>>;
  readonly samples: Samples;
}

export interface Delays {
  readonly median: number;
  readonly p999: number;
  readonly max: number;
}

export interface Pruning {
  readonly kept: number;
  readonly left: number;
  readonly idle: Delays;
  readonly pruning: Delays;
}

export function decisionsTable(samples: Samples): string {
  const names = Object.keys(samples).filter((name) => name !== calibration);
  const rows = names.map((name) => {
    const measured = samples[name] ?? [];
    return [
      name,
      microseconds(median(measured)),
      microseconds(bestTenth(measured)),
      perSecond(median(measured)),
      perSecond(bestTenth(measured)),
    ];
  });
  const head = ['decision', 'median µs', 'best tenth µs', 'per second, median', 'per second, best tenth'];
  return table([head, ...rows]);
}

export function growthTable({ samples, bytesPerSubject }: Growth): string {
  const rows = Object.entries(bytesPerSubject).map(([size, bytes]) => [
    size,
    microseconds(median(samples[size] ?? [])),
    microseconds(bestTenth(samples[size] ?? [])),
    Math.round(bytes).toString(),
  ]);
  return table([['subjects', 'median µs', 'best tenth µs', 'bytes per subject'], ...rows]);
}

/**
 * Returns the run with the shortest maximum delay. A delay that pruning itself causes occurs in
 * every run; a longer one comes from the machine.
 */
export function quietestRun(runs: readonly Pruning[]): Pruning {
  return runs.reduce((best, run) => (run.pruning.max < best.pruning.max ? run : best));
}

export function pruningTable({ idle, pruning }: Pruning): string {
  const row = (name: string, delays: Delays): readonly string[] => [
    name,
    ...[delays.median, delays.p999, delays.max].map((delay) => delay.toFixed(2)),
  ];
  const head = ['turn of the event loop, ten calls', 'median ms', '99.9 % ms', 'maximum ms'];
  return table([head, row('nothing to prune', idle), row('pruning', pruning)]);
}

const maxWaitMs = 10;

/** A decision among more subjects may take this much longer, because of the processor's caches. */
const maxGrowth = 1.5;

export function decisionBars(
  samples: Samples,
  { bytesPerSubject, samples: growthSamples }: Growth,
  { kept, left, idle, pruning }: Pruning,
): readonly Bar[] {
  const rate = 1e9 / bestTenth(samples[trustedClient] ?? []);
  const sizes = Object.keys(bytesPerSubject).map(Number);
  const costs = sizes.map((size) => bestTenth(growthSamples[size] ?? []));
  const growth = (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);
  return [
    {
      work: trustedClient,
      bar: '> 100 000/s',
      figure: `${perSecond(1e9 / rate)}/s, best tenth`,
      holds: rate > 100_000,
      noise: noiseOf(samples),
    },
    {
      work: `the same, ${sizes[0]} to ${sizes.at(-1)} subjects`,
      bar: `flat (≤ ${maxGrowth} ×)`,
      figure: times(growth),
      holds: growth <= maxGrowth,
      noise: noiseOf(growthSamples),
    },
    {
      work: `pruning ${kept - left} expired records`,
      bar: `no wait > ${maxWaitMs} ms`,
      figure: `${pruning.max.toFixed(2)} ms`,
      holds: pruning.max <= maxWaitMs,
      // If a turn exceeds the maximum even with nothing to prune, the machine caused the delay.
      noise: pruning.max <= maxWaitMs ? 0 : Math.max(0, idle.max / maxWaitMs - 1),
    },
  ];
}
