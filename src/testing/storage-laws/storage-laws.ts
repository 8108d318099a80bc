/** The laws of the storage port, all together. @module */

import type { Law, StorageLawOptions } from '../law.ts';
import type { CreateStorage } from './arena.ts';
import { attemptLaws } from './attempt-laws.ts';
import { changeLaws } from './change-laws.ts';
import { chargeLaws } from './charge-laws.ts';
import { equivalenceLaws } from './equivalence-laws.ts';
import { mailLaws } from './mail-laws.ts';
import { settleLaws } from './settle-laws.ts';
import { textLaws } from './text-laws.ts';
import { timeLaws } from './time-laws.ts';
import { tokenLaws } from './token-laws.ts';
import { trustLaws } from './trust-laws.ts';

/**
 * Every promise of the storage port as a law: any adapter that keeps them all may replace any other (P19).
 *
 * @param create makes an empty storage; called once for each law that runs.
 * @returns frozen; each law can be run alone, `register` hands them to a test runner.
 */
export function storageLaws(create: CreateStorage, options: StorageLawOptions = {}): readonly Law[] {
  const laws = [
    ...settleLaws,
    ...chargeLaws,
    ...attemptLaws,
    ...timeLaws,
    ...mailLaws,
    ...changeLaws,
    ...trustLaws,
    ...tokenLaws,
    ...textLaws,
    ...equivalenceLaws,
  ];
  return Object.freeze(laws.map((law) => law(create, options)));
}
