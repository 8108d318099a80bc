/** Runs the property of a law, and reports a failure with seed, path and table of calls. @module */

import { AssertionError } from 'node:assert';
import fc, { type IAsyncPropertyWithHooks } from 'fast-check';
import type { Law, LawOptions, LawResult } from './law.ts';

/** The default number of random cases for each law. */
export const defaultRuns = 1000;

/** What identifies a law in a report. */
export type LawName = Pick<Law, 'id' | 'name' | 'promise'>;

/**
 * The formatted table of each failed run, by its error. Many runs fail while fast-check shrinks a
 * failure; the error that it returns selects the table to print.
 */
const tables = new WeakMap<object, string>();

/** Keeps the table of the run that threw this error. */
export function rememberTable(error: unknown, table: string): void {
  if (typeof error === 'object' && error !== null) tables.set(error, table);
}

/**
 * Checks a property on `runs` random cases.
 *
 * @throws {AssertionError} if it does not hold.
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
  const reason: unknown = details.errorInstance ?? new Error('too few cases met the preconditions');
  const message = [
    `${law.promise} is broken: ${law.name}`,
    '',
    firstLines(reason),
    '',
    `law:  ${law.id}`,
    `seed: ${details.seed}`,
    `path: ${details.counterexamplePath ?? ''}`,
    `To repeat this case, run this law alone with { seed: ${details.seed}, path: '${details.counterexamplePath ?? ''}' }`,
    '',
    tables.get(reason as object) ?? `counterexample: ${fc.stringify(details.counterexample)}`,
  ];
  throw new AssertionError({ message: message.join('\n'), operator: law.id });
}

function firstLines(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  return message.split('\n').slice(0, 40).join('\n');
}
