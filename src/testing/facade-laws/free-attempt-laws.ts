/** Façade laws of attempts that cost nothing: used codes, outages of sealing (P4). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';

/** How many attempts are left, for a client that nobody trusts. */
async function attemptsLeft(fixture: FacadeFixture, subject: string, operation: string): Promise<number> {
  const asked = await fixture.authorize(subject, operation, { code: { method: 'totp' } });
  return asked.isErr() && 'attemptsLeft' in asked.error ? asked.error.attemptsLeft : -1;
}

const usedCodesAreFree = facadeLaw({
  id: 'a-used-code-costs-no-attempt',
  promise: 'P4',
  name: 'a right code that was used is refused as that, however often, and stays in no budget',
  notApplicable: needsTotp,
  inputs: fc.record({ times: fc.integer({ min: 1, max: 25 }), recovery: fc.boolean() }),
  maxRuns: 20,
  async check(fixture, { times, recovery }) {
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const value = recovery ? authenticator.recoveryCodes[0] : authenticator.codeAt(fixture.parts.clock.at);
    const present = () => fixture.authorize(subject, operation, { code: { method: 'totp', value } });
    equal((await present()).isOk(), true, 'the code is granted once');
    const before = await attemptsLeft(fixture, subject, operation);
    for (let time = 0; time < times; time++) {
      const again = await present();
      equal(
        again.isErr() && 'reason' in again.error ? again.error.reason : again.isOk(),
        'code-already-used',
        'it is refused as used',
      );
    }
    equal(await attemptsLeft(fixture, subject, operation), before, 'it costs no attempt');
  },
});

const outagesAreFree = facadeLaw({
  id: 'an-outage-of-sealing-costs-no-attempt',
  promise: 'P4',
  name: 'while the secret cannot be opened nothing is compared, and no attempt is used up',
  notApplicable: needsTotp,
  inputs: fc.record({ times: fc.integer({ min: 1, max: 25 }) }),
  maxRuns: 20,
  async check(fixture, { times }) {
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const code = { method: 'totp', value: authenticator.codeAt(fixture.parts.clock.at) } as const;
    const before = await attemptsLeft(fixture, subject, operation);
    await fixture.around(
      {
        later: ({ port, method }, make) =>
          port === 'sealing' && method === 'open' ? Promise.reject(new Error('injected fault')) : make(),
        now: (_call, make) => make(),
      },
      async () => {
        for (let time = 0; time < times; time++) {
          const refused = await fixture.authorize(subject, operation, { client, code });
          equal(
            refused.isErr() && 'port' in refused.error ? refused.error.port : refused.isOk(),
            'sealing',
            'the outage is named, and not the lock that it would set',
          );
        }
      },
    );
    equal(await attemptsLeft(fixture, subject, operation), before, 'every attempt is still left');
    equal((await fixture.authorize(subject, operation, { code })).isOk(), true, 'the code still works');
  },
});

/** Laws of attempts that cost nothing. */
export const freeAttemptLaws: readonly FacadeLaw[] = [usedCodesAreFree, outagesAreFree];
