/** Decisions on memory storage: their speed, whether it is flat as subjects grow, and what pruning lets others wait. @module */

import type { Bar } from './bars.ts';
import { trustedClient } from './decisions.ts';
import { bestTenth, median, noiseOf } from './figures.ts';
import { type Samples, metronome } from './measure.ts';
import { microseconds, perSecond, table, times } from './table.ts';

export interface Growth {
  readonly bytesPerSubject: Readonly<Record<string, number>>;
  readonly samples: Samples;
}

export interface Delays {
  readonly median: number;
  readonly p999: number;
  readonly longest: number;
}

export interface Pruning {
  readonly kept: number;
  readonly left: number;
  readonly idle: Delays;
  readonly pruning: Delays;
}

export function decisionsTable(samples: Samples): string {
  const names = Object.keys(samples).filter((name) => name !== metronome);
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

/** Of several processes the one that waited least: what the work itself makes wait, it makes wait in each of them. */
export function quietest(runs: readonly Pruning[]): Pruning {
  return runs.reduce((best, run) => (run.pruning.longest < best.pruning.longest ? run : best));
}

export function pruningTable({ idle, pruning }: Pruning): string {
  const row = (name: string, delays: Delays): readonly string[] => [
    name,
    ...[delays.median, delays.p999, delays.longest].map((delay) => delay.toFixed(2)),
  ];
  const head = ['turn of the event loop, ten calls', 'median ms', '99.9 % ms', 'longest ms'];
  return table([head, row('nothing to prune', idle), row('pruning', pruning)]);
}

const mostWaitMs = 10;

/** Beyond this ratio a decision among more subjects counts as slower: caches, not the algorithm, account for less. */
const mostGrowth = 1.5;

export function decisionBars(samples: Samples, growth: Growth, pruning: Pruning): readonly Bar[] {
  const rate = 1e9 / bestTenth(samples[trustedClient] ?? []);
  const sizes = Object.keys(growth.bytesPerSubject).map(Number);
  const costs = sizes.map((size) => bestTenth(growth.samples[size] ?? []));
  const growing = (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);
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
      bar: `flat (≤ ${mostGrowth} ×)`,
      figure: times(growing),
      holds: growing <= mostGrowth,
      noise: noiseOf(growth.samples),
    },
    {
      work: `pruning ${pruning.kept - pruning.left} expired records`,
      bar: `no wait > ${mostWaitMs} ms`,
      figure: `${pruning.pruning.longest.toFixed(2)} ms`,
      holds: pruning.pruning.longest <= mostWaitMs,
      // A turn that waits longer than that with nothing to prune waits for the machine.
      noise: pruning.pruning.longest <= mostWaitMs ? 0 : Math.max(0, pruning.idle.longest / mostWaitMs - 1),
    },
  ];
}
