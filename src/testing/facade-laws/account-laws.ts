/** Façade laws of accounts: one identity each, nothing left of a deleted one (P20, P26). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { FacadeFixture } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';

/** Ways in which a user store may find one account by another text. */
const spellings = {
  'in capitals': (subject: string): string => subject.toUpperCase(),
  'with a space': (subject: string): string => `${subject} `,
  'in another Unicode form': (subject: string): string => `${subject}\u0301`,
};

/** The user store finds the account of the subject by this text as well. */
async function alsoFindBy({ parts }: FacadeFixture, subject: string, spelled: string): Promise<void> {
  const { hasPassword: _, ...account } = (await parts.accounts.find(subject)) ?? {};
  parts.accounts.set(spelled, { ...account, password: 'of another store' });
}

const oneAccountIsOneIdentity = facadeLaw({
  id: 'one-account-is-one-identity',
  promise: 'P20',
  name: 'a text by which the user store finds an account is no second identity: it has the same factor, attempts and name',
  notApplicable: needsTotp,
  inputs: fc.record({
    spelling: fc.constantFrom(...(Object.keys(spellings) as (keyof typeof spellings)[])),
    isGuessed: fc.boolean(),
  }),
  maxRuns: 30,
  async check(fixture, { spelling, isGuessed }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const spelled = spellings[spelling](subject);
    await alsoFindBy(fixture, subject, spelled);
    const { codeAt } = await fixture.enrollTotp(subject);
    const wrong = '0'.repeat(policy.totp.digits);
    if (isGuessed)
      void (await fixture.authorize(spelled, operation, { code: { method: 'totp', value: wrong } }));
    const [asked, askedSpelled] = [
      await fixture.authorize(subject, operation),
      await fixture.authorize(spelled, operation),
    ].map((result) => (result.isErr() ? { ...result.error, trace: undefined } : result.value));
    deepEqual(askedSpelled, asked, 'each spelling is asked for the same');
    equal(asked !== undefined && 'kind' in asked, true, 'and is not let in');
    parts.clock.advance(policy.attempts.maxLockSeconds * 1000);
    const value = codeAt(parts.clock.at);
    const granted = await fixture.authorize(spelled, operation, { code: { method: 'totp', value } });
    equal(granted.isOk() && granted.value.subject, subject, 'the grant names the id of the account');
    const again = await fixture.authorize(subject, operation, { code: { method: 'totp', value } });
    equal(again.isErr(), true, 'a code is spent for all spellings');
  },
});

const deletedAccountLeavesNothing = facadeLaw({
  id: 'a-deleted-account-leaves-nothing',
  promise: 'P26',
  name: 'the next owner of the id of a forgotten account begins with nothing, and what the old one holds opens nothing',
  notApplicable: needsTotp,
  inputs: fc.record({ bypass: fc.boolean(), isTaken: fc.boolean() }),
  maxRuns: 30,
  async check(fixture, { bypass, isTaken }) {
    const { parts, policy, twoFactor } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const enrolled = await fixture.enrollTotp(subject);
    const { token } = await fixture.manage(
      subject,
      (proof) => twoFactor.accessTokens.create(subject, { name: 'ci', bypass, proof }),
      enrolled,
    );
    parts.accounts.delete(subject);
    const isGone = async (): Promise<boolean> => (await twoFactor.accessTokens.authenticate(token)).isErr();
    equal(await isGone(), true, 'a token whose owner is gone does not authenticate');
    equal((await twoFactor.forget(subject)).isOk(), true, 'forgetting needs no account');
    fixture.subject({}, subject);
    const [next, somebody] = [await statusOf(fixture, subject), await statusOf(fixture, fixture.subject())];
    deepEqual(next, somebody, 'the next owner begins with nothing');
    equal(await isGone(), true, 'the token of the old owner does not authenticate');
    if (!isTaken) return;
    await fixture.enrollTotp(subject);
    for (const value of [enrolled.codeAt(parts.clock.at), ...enrolled.recoveryCodes.slice(0, 1)]) {
      const refused = await fixture.authorize(subject, operation, { code: { value } });
      equal(refused.isErr(), true, 'a code of the old owner opens nothing');
    }
  },
});

async function statusOf({ twoFactor }: FacadeFixture, subject: string): Promise<unknown> {
  const status = await twoFactor.status(subject);
  return status.isOk() ? status.value : status.error.kind;
}

/** Laws of accounts. */
export const accountLaws: readonly FacadeLaw[] = [oneAccountIsOneIdentity, deletedAccountLeavesNothing];
