/** The laws of the façade kill every broken façade, and each law kills one. @module */

import { createTwoFactor } from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import { facadeLaws } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../support/world.ts';
import { type BrokenFacade, automaticPolicy, brokenFacades, onBroken } from './broken/broken-facades.ts';
import { brokenStorages } from './broken/broken-storages.ts';
import { brokenTokenFacades } from './broken/broken-token-facades.ts';

/** A façade on the broken storage whose name starts like this. */
function onStorage(
  nameStart: string,
  diesBy: readonly string[],
  policy?: typeof automaticPolicy,
): BrokenFacade {
  const storage = brokenStorages.find(({ name }) => name.startsWith(nameStart));
  if (storage === undefined)
    throw new RangeError(`nameStart must be the start of a twin's name: ${nameStart}`);
  return onBroken(storage, diesBy, policy);
}

const all = [
  ...brokenFacades,
  ...brokenTokenFacades,
  onStorage('get-then-set', ['one-code-grants-once', 'an-emailed-code-is-its-subjects-once']),
  onStorage('count after check', ['wrong-guesses-are-bounded']),
  onStorage('list read-modify-write', ['recovery-codes-grant-once-each']),
  onStorage('a cooldown', ['mails-are-capped']),
  onStorage('addresses are checked when', ['an-address-is-pinned-at-first-sight'], automaticPolicy),
  onStorage('SET NX per step', ['earlier-codes-are-closed']),
  onStorage('a right code that was used', ['a-used-code-costs-no-attempt']),
  onStorage('trust survives', ['changes-void-all-trust']),
  onStorage('trust forgets', ['trust-counts-where-its-factor-does']),
  onStorage('a new code restores', ['nothing-gives-attempts-back']),
  onStorage('a lock still holds', ['retry-at-is-exact']),
  onStorage('a revoked token', ['a-token-counts-as-long-as-it-lives']),
  onStorage('beginning an enrollment', ['starting-an-enrollment-changes-nothing']),
];

describe.each(all.map((broken) => [broken.name, broken] as const))('%s', (_name, { facade, diesBy }) => {
  test.each(diesBy)('is killed by %s', async (id) => {
    const law = facadeLaws(facade, { seed: 20260101 }).find((other) => other.id === id);
    expect(law, `there must be a law ${id}`).toBeDefined();
    const message = await law!.run().then(
      (result) => `the law holds: ${JSON.stringify(result)}`,
      (error: Error) => error.message,
    );
    expect(message).toMatch(new RegExp(`^${law!.promise} is broken: `));
    expect(message).toContain(`law:  ${id}`);
    expect(message, 'the law kills the façade, not a bug in the façade').not.toMatch(
      /is not defined|is not a function|Cannot read/,
    );
  });
});

test('each law of the façade kills a broken one', () => {
  const killers = new Set(all.flatMap(({ diesBy }) => diesBy));
  const laws = facadeLaws({
    policy: defaultPolicy,
    createTwoFactor,
    createPorts: (parts) => embeddedPorts(parts),
  });
  // A façade has one storage, so that law never runs on it.
  const others = laws.map(({ id }) => id).filter((id) => id !== 'adapters-are-alike');
  expect(others.filter((id) => !killers.has(id))).toEqual([]);
});
