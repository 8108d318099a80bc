/** All laws of the storage port. @module */

import type { Law, StorageLawOptions } from '../law.ts';
import { attemptLaws } from './attempt-laws.ts';
import { beginLaws } from './begin-laws.ts';
import { changeLaws } from './change-laws.ts';
import { chargeLaws } from './charge-laws.ts';
import { equivalenceLaws } from './equivalence-laws.ts';
import { forgetLaws } from './forget-laws.ts';
import { giveBackLaws } from './give-back-laws.ts';
import { mailClockLaws } from './mail-clock-laws.ts';
import { mailLaws } from './mail-laws.ts';
import { markLaws } from './mark-laws.ts';
import { pinLaws } from './pin-laws.ts';
import { recoveryCodeLaws } from './recovery-code-laws.ts';
import { settleLaws } from './settle-laws.ts';
import type { CreateStorage } from './storage-under-test.ts';
import { textLaws } from './text-laws.ts';
import { timeLaws } from './time-laws.ts';
import { tokenLaws } from './token-laws.ts';
import { trustLaws } from './trust-laws.ts';
import { unlockLaws } from './unlock-laws.ts';
import { withdrawalLaws } from './withdrawal-laws.ts';

/**
 * The promises of the storage port as laws. An adapter that keeps them all can replace any other
 * (P19).
 *
 * @param create makes an empty storage. Called once for each law that runs, and once for each case
 *   of a law about the storage as a whole.
 * @returns a frozen array. Each law can run alone; `register` registers them with a test runner.
 */
export function storageLaws(create: CreateStorage, options: StorageLawOptions = {}): readonly Law[] {
  const laws = [
    ...settleLaws,
    ...chargeLaws,
    ...attemptLaws,
    ...giveBackLaws,
    ...unlockLaws,
    ...timeLaws,
    ...mailLaws,
    ...withdrawalLaws,
    ...mailClockLaws,
    ...pinLaws,
    ...changeLaws,
    ...recoveryCodeLaws,
    ...forgetLaws,
    ...beginLaws,
    ...trustLaws,
    ...tokenLaws,
    ...textLaws,
    ...markLaws,
    ...equivalenceLaws,
  ];
  return Object.freeze(laws.map((law) => law(create, options)));
}
