/** Checks the property of a law and reports a failure so that it can be repeated. @module */

import { AssertionError } from 'node:assert';
import fc, { type IAsyncPropertyWithHooks } from 'fast-check';
import type { Law, LawOptions, LawResult } from './law.ts';

/** Random cases of each law unless the options set another number. */
export const defaultRuns = 1000;

/** What identifies a law in a report. */
export type LawName = Pick<Law, 'id' | 'name' | 'promise'>;

/**
 * The table of calls behind each error. Shrinking fails many runs, each with an error of its own,
 * and fast-check reports the last one: the error is the key to its table.
 */
const tables = new WeakMap<object, string>();

/** Keeps the table of the calls that led to an error. */
export function attachTable(error: unknown, table: string): void {
  if (typeof error === 'object' && error !== null) tables.set(error, table);
}

/**
 * Checks a property in as many runs as the options say.
 *
 * @throws {AssertionError} if the property does not hold.
 */
export async function checkProperty<Inputs>(
  law: LawName,
  property: IAsyncPropertyWithHooks<Inputs>,
  { runs = defaultRuns, seed, path }: LawOptions = {},
): Promise<LawResult> {
  const details = await fc.check(property, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return { outcome: 'held', runs: details.numRuns };
  const reason: unknown = details.errorInstance ?? new Error('fast-check found too few valid cases');
  const counterexamplePath = details.counterexamplePath ?? '';
  const message = [
    `${law.promise} is broken: ${law.name}`,
    '',
    firstLines(reason),
    '',
    `law:  ${law.id}`,
    `seed: ${details.seed}`,
    `path: ${counterexamplePath}`,
    `To repeat this case, run this law alone with { seed: ${details.seed}, path: '${counterexamplePath}' }`,
    '',
    tables.get(reason as object) ?? `counterexample: ${fc.stringify(details.counterexample)}`,
  ];
  throw new AssertionError({ message: message.join('\n'), operator: law.id });
}

function firstLines(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  return message.split('\n').slice(0, 40).join('\n');
}
