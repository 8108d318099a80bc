/** The bars. On a noisy machine, a time gets a figure but no verdict. @module */

import { maxNoise } from './figures.ts';
import { percent, table } from './table.ts';

export interface Bar {
  readonly work: string;
  readonly bar: string;
  readonly figure: string;
  readonly holds: boolean;
  /** How noisy the machine was during the measurement; `undefined` for a count. */
  readonly noise?: number;
}

export function verdictOf({ holds, noise = 0 }: Bar): string {
  if (noise > maxNoise) return 'no verdict';
  return holds ? 'holds' : 'DOES NOT HOLD';
}

export function barsTable(bars: readonly Bar[]): string {
  const rows = bars.map((bar) => [
    bar.work,
    bar.bar,
    bar.figure,
    bar.noise === undefined ? 'a count' : percent(bar.noise),
    verdictOf(bar),
  ]);
  return table([['work', 'bar', 'figure', 'noise', 'verdict'], ...rows]);
}

/** Says in one sentence whether the machine was quiet enough for the verdicts. */
export function noiseRemark(bars: readonly Bar[]): string {
  const noises = bars.flatMap((bar) => (bar.noise === undefined ? [] : [bar.noise]));
  if (noises.length === 0) return 'No bar depends on a time.';
  const worst = Math.max(...noises);
  return worst > maxNoise
    ? `The machine was too noisy for some verdicts: plain arithmetic varied by ${percent(worst)}, and the limit is ${percent(maxNoise)}. Run the bench again on a quiet machine.`
    : `The machine was quiet enough: plain arithmetic varied by at most ${percent(worst)}.`;
}
