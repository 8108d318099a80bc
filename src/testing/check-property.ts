/** Runs the property of a law and says, where it is broken, how: seed, path, and what happened in order. @module */

import { AssertionError } from 'node:assert';
import fc, { type IAsyncPropertyWithHooks } from 'fast-check';
import type { Law, LawOptions, LawResult } from './law.ts';

/** Random cases of a law where nobody says otherwise. */
export const defaultRuns = 1000;

/** What a law is told apart by. */
export type LawName = Pick<Law, 'id' | 'name' | 'promise'>;

/** Tables of what happened, by the error that ended it: of all the runs that fail while a failure shrinks, the last one counts. */
const tables = new WeakMap<object, string>();

/** Remembers what had happened when this error was thrown. */
export function rememberTable(error: unknown, table: string): void {
  if (typeof error === 'object' && error !== null) tables.set(error, table);
}

/**
 * Checks a property as often as the options say.
 *
 * @throws {AssertionError} where it does not hold.
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
  const reason: unknown = details.errorInstance ?? new Error('too few cases could be tried');
  const message = [
    `${law.promise} is broken: ${law.name}`,
    '',
    firstLines(reason),
    '',
    `law:  ${law.id}`,
    `seed: ${details.seed}`,
    `path: ${details.counterexamplePath ?? ''}`,
    `This case again: run this law alone with { seed: ${details.seed}, path: '${details.counterexamplePath ?? ''}' }`,
    '',
    tables.get(reason as object) ?? `counterexample: ${fc.stringify(details.counterexample)}`,
  ];
  throw new AssertionError({ message: message.join('\n'), operator: law.id });
}

function firstLines(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  return message.split('\n').slice(0, 40).join('\n');
}
