/** The bars of the design, each with its figure and whether it holds; a noisy machine gets a figure and no verdict. @module */

import { mostNoise } from './figures.ts';
import { percent, table } from './table.ts';

export interface Bar {
  readonly work: string;
  readonly bar: string;
  readonly figure: string;
  readonly holds: boolean;
  /** How noisy the machine was meanwhile; `undefined` for a count, which no noise can change. */
  readonly noise?: number;
}

export function verdictOf({ holds, noise = 0 }: Bar): string {
  if (noise > mostNoise) return 'no verdict';
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

/** What the verdicts rest on, in words. */
export function noiseRemark(bars: readonly Bar[]): string {
  const noises = bars.flatMap((bar) => (bar.noise === undefined ? [] : [bar.noise]));
  if (noises.length === 0) return 'No verdict here rests on a time.';
  const worst = Math.max(...noises);
  return worst > mostNoise
    ? `The machine was too noisy for some verdicts: arithmetic alone varied by ${percent(worst)}, and ${percent(mostNoise)} is the most. Run again when it is quiet.`
    : `The machine was quiet enough: arithmetic alone varied by ${percent(worst)} at most.`;
}
