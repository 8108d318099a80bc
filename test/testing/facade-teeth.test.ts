/** The laws of the façade have teeth too: each of them kills a façade that is broken in one way. @module */

import { createTwoFactor } from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import { facadeLaws } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../support/world.ts';
import { brokenFacades, onBroken } from './broken/broken-facades.ts';
import type { BrokenStorage } from './broken/broken-storage.ts';
import { notAtomic } from './broken/not-atomic.ts';
import { wrongRules } from './broken/wrong-rules.ts';
import { wrongTimes } from './broken/wrong-times-and-texts.ts';

const storages = [...notAtomic, ...wrongRules, ...wrongTimes];

function named(start: string): BrokenStorage {
  const storage = storages.find(({ name }) => name.startsWith(start));
  if (storage === undefined) throw new RangeError(`there is no broken storage ${start}`);
  return storage;
}

const all = [
  ...brokenFacades,
  onBroken(named('get-then-set'), ['one-code-grants-once', 'an-emailed-code-is-its-subjects-once']),
  onBroken(named('count after check'), ['wrong-guesses-are-bounded']),
  onBroken(named('list read-modify-write'), ['recovery-codes-grant-once-each']),
  onBroken(named('a cooldown that is looked at'), ['mails-are-capped']),
  onBroken(named('SET NX per step'), ['earlier-codes-are-closed']),
  onBroken(named('trust that survives'), ['changes-void-all-trust']),
  onBroken(named('a new code that gives'), ['nothing-gives-attempts-back']),
  onBroken(named('`<` for `<=`: a lock'), ['retry-at-is-exact']),
  onBroken(named('revoke that forgets'), ['a-token-counts-as-long-as-it-lives']),
  onBroken(named('an enrollment that takes'), ['starting-an-enrollment-changes-nothing']),
];

describe.each(all.map((facade) => [facade.name, facade] as const))(
  'a façade %s',
  (_name, { facade, diesBy }) => {
    test.each(diesBy)('dies by %s', async (id) => {
      const law = facadeLaws(facade, { seed: 20260101 }).find((one) => one.id === id);
      expect(law, `there is no law ${id}`).toBeDefined();
      const death = await law!.run().then(
        (result) => `it lives: ${JSON.stringify(result)}`,
        (error: Error) => error.message,
      );
      expect(death).toMatch(new RegExp(`^${law!.promise} is broken: `));
      expect(death).toContain(`law:  ${id}`);
      expect(death, 'it dies of the law, not of a mistake').not.toMatch(
        /is not defined|is not a function|Cannot read/,
      );
    });
  },
);

test('every law of the façade kills a broken one', () => {
  const killers = new Set(all.flatMap(({ diesBy }) => diesBy));
  const laws = facadeLaws({
    policy: defaultPolicy,
    createTwoFactor,
    createPorts: (parts) => embeddedPorts(parts),
  });
  const biting = laws.filter(({ notApplicable }) => notApplicable === undefined).map(({ id }) => id);
  expect(biting.filter((id) => !killers.has(id))).toEqual([]);
});
