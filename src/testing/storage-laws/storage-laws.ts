/** The laws of the storage port, all together. @module */

import type { Law, LawOptions } from '../law.ts';
import type { CreateStorage } from './arena.ts';
import { changeLaws } from './change-laws.ts';
import { chargeLaws } from './charge-laws.ts';
import { equivalenceLaws } from './equivalence-laws.ts';
import { proofLaws } from './proof-laws.ts';

/**
 * Every promise of the storage port as a law: any adapter that keeps them all may replace any other (P19).
 *
 * @param create makes an empty storage; called once for each law that runs.
 * @returns frozen; each law can be run alone, `register` hands them to a test runner.
 */
export function storageLaws(create: CreateStorage, options: LawOptions = {}): readonly Law[] {
  const laws = [...proofLaws, ...chargeLaws, ...changeLaws, ...equivalenceLaws];
  return Object.freeze(laws.map((law) => law(create, options)));
}
