/** All laws of the whole façade. @module */

import type { Law, LawOptions } from '../law.ts';
import { accountLaws } from './account-laws.ts';
import { addressLaws } from './address-laws.ts';
import { attemptLaws } from './attempt-laws.ts';
import { codeLaws } from './code-laws.ts';
import { contradictionLaws } from './contradiction-laws.ts';
import { earnedTrustLaws } from './earned-trust-laws.ts';
import { inapplicableLaw } from './facade-law.ts';
import type { FacadeUnderTest } from './facade-under-test.ts';
import { faultLaws } from './fault-laws.ts';
import { forgedTokenLaws } from './forged-token-laws.ts';
import { freeAttemptLaws } from './free-attempt-laws.ts';
import { lostStorageLaws } from './lost-storage-laws.ts';
import { mailLaws } from './mail-laws.ts';
import { sessionLaws } from './session-laws.ts';
import { tokenLaws } from './token-laws.ts';
import { trustLaws } from './trust-laws.ts';

/**
 * The promises P1 to P20, P23 and P26 as laws of a host's own façade: its policy, storage, sealing,
 * hashing and keys. A law that does not apply under the policy returns the reason as its result.
 *
 * @returns a frozen array. Each law can run alone; `register` registers them with a test runner.
 * @example
 * ```ts
 * import { createTwoFactor, definePolicy } from 'second-factor';
 * import { embeddedPorts } from 'second-factor/embedded';
 * import { facadeLaws } from 'second-factor/testing';
 *
 * const policy = definePolicy({ issuer: 'Acme', operations: { 'settings.save': {} } });
 * const laws = facadeLaws({ policy, createTwoFactor, createPorts: (parts) => embeddedPorts(parts) }, { runs: 5 });
 * const law = laws.find(({ id }) => id === 'one-code-grants-once');
 * await law?.run(); // => { outcome: 'held', runs: 5 }
 * ```
 */
export function facadeLaws<Operation extends string>(
  facade: FacadeUnderTest<Operation>,
  options: LawOptions = {},
): readonly Law[] {
  const laws = [
    ...codeLaws,
    ...attemptLaws,
    ...freeAttemptLaws,
    ...trustLaws,
    ...earnedTrustLaws,
    ...mailLaws,
    ...addressLaws,
    ...accountLaws,
    ...tokenLaws,
    ...forgedTokenLaws,
    ...sessionLaws,
    ...faultLaws,
    ...lostStorageLaws,
    ...contradictionLaws,
  ];
  const facadeOfAnyOperation = facade as unknown as FacadeUnderTest;
  return Object.freeze([...laws.map((law) => law(facadeOfAnyOperation, options)), adapterLaw]);
}

const adapterLaw = inapplicableLaw(
  {
    id: 'adapters-are-alike',
    promise: 'P19',
    name: 'every adapter keeps the same laws under the same schedule',
  },
  'a façade has one storage: storageLaws() checks each adapter',
);
