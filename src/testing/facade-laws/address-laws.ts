/** Façade laws of the addresses that get codes (P7). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Grant } from '../../domain/decision/denial.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { FacadeFixture } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needs, operationFor } from './operations.ts';

const needsEmail = needs(asksFor('email'), 'asks for an emailed code');
const accountChange = 'second-factor.account.change';

/** The account has these verified addresses from now on. */
function verify({ parts, passwordOf }: FacadeFixture, subject: string, ...verifiedEmails: string[]): void {
  parts.accounts.set(subject, { username: 'someone', password: passwordOf(subject), verifiedEmails });
}

/** Asks for a code, after the cooldown. Resolves to the addresses that it is mailed to. */
async function codesTo(fixture: FacadeFixture, subject: string): Promise<readonly string[]> {
  const { policy, parts } = fixture;
  parts.clock.advance(policy.email.cooldownSeconds * 1000);
  const before = parts.mailer.mails.length;
  const operation = operationFor(policy, asksFor('email'));
  void (await fixture.authorize(subject, operation, { code: { method: 'email', resend: true } }));
  return parts.mailer.mails.slice(before).flatMap(({ kind, to }) => (kind === 'code' ? [to] : []));
}

async function isGranted(fixture: FacadeFixture, subject: string, value: string): Promise<boolean> {
  const operation = operationFor(fixture.policy, asksFor('email'));
  return (await fixture.authorize(subject, operation, { code: { method: 'email', value } })).isOk();
}

/** The same mailbox to a reader, another one to a mail server. */
const lookAlikes: readonly ((address: string) => string)[] = [
  (address) => address.replace('s', '\u017F'),
  (address) => address.replace('s', 'S'),
  (address) => `\uFF53${address.slice(1)}`,
];

const pinnedAtFirstSight = facadeLaw({
  id: 'an-address-is-pinned-at-first-sight',
  promise: 'P7',
  name: 'under automatic enrollment no address that the account gets after it was first seen is mailed a code',
  notApplicable: (policy: Policy) =>
    policy.email.enrollment === 'automatic' ? needsEmail(policy) : 'email codes are enabled explicitly',
  inputs: fc.record({
    seenBy: fc.constantFrom('a decision', 'a code', 'its status'),
    keepsOld: fc.boolean(),
  }),
  maxRuns: 30,
  async check(fixture, { seenBy, keepsOld }) {
    const subject = fixture.subject();
    const [old, thief] = [fixture.addressOf(subject), `thief-${fixture.addressOf(subject)}`];
    const operation = operationFor(fixture.policy, asksFor('email'));
    if (seenBy === 'its status') void (await fixture.twoFactor.status(subject));
    else {
      const given = seenBy === 'a code' ? { code: { value: '000000' } } : {};
      void (await fixture.authorize(subject, operation, given));
    }
    verify(fixture, subject, ...(keepsOld ? [thief, old] : [thief]));
    deepEqual(await codesTo(fixture, subject), keepsOld ? [old] : []);
  },
});

const codeDiesWithItsAddress = facadeLaw({
  id: 'a-code-dies-with-its-address',
  promise: 'P7',
  name: 'a code opens nothing once the address that it went to is no longer verified, and no look-alike gets one',
  notApplicable: needsEmail,
  inputs: fc.record({
    lookAlike: fc.option(fc.constantFrom(...lookAlikes), { nil: undefined }),
    comesBack: fc.boolean(),
  }),
  maxRuns: 30,
  async check(fixture, { lookAlike, comesBack }) {
    const subject = fixture.subject();
    const old = fixture.addressOf(subject);
    await fixture.enableEmail(subject);
    deepEqual(await codesTo(fixture, subject), [old]);
    const code = fixture.parts.mailer.latestCode(old) ?? '';
    const now = lookAlike?.(old) ?? `new-${old}`;
    verify(fixture, subject, now);
    equal(await isGranted(fixture, subject, code), false, 'the address is gone, and its code with it');
    deepEqual(await codesTo(fixture, subject), [], 'the new address was never enabled');
    if (!comesBack) return;
    verify(fixture, subject, now, old);
    deepEqual(await codesTo(fixture, subject), [old], 'codes go to the enabled address alone');
  },
});

const freshGrantPins = facadeLaw({
  id: 'a-fresh-grant-pins-the-new-address',
  promise: 'P7',
  name: 'a changed address gets codes only by a grant that a factor of its subject earned at most 300 s ago',
  notApplicable: needsEmail,
  inputs: fc.record({
    grant: fc.constantFrom('none', 'fresh', 'old', 'for another operation', "another subject's"),
  }),
  maxRuns: 30,
  async check(fixture, { grant: which }) {
    const { parts, twoFactor, policy } = fixture;
    const [subject, other] = [fixture.subject(), fixture.subject()];
    const old = fixture.addressOf(subject);
    await fixture.enableEmail(subject);
    await fixture.enableEmail(other);
    const grantOf = async (who: string, operation: string): Promise<Grant | undefined> => {
      void (await fixture.authorize(who, operation, { code: { method: 'email', resend: true } }));
      const value = parts.mailer.latestCode(fixture.addressOf(who)) ?? '';
      const granted = await fixture.authorize(who, operation, { code: { method: 'email', value } });
      return granted.isOk() ? granted.value : undefined;
    };
    const about = which === "another subject's" ? other : subject;
    const operation =
      which === 'for another operation' ? operationFor(policy, asksFor('email')) : accountChange;
    const grant = which === 'none' ? undefined : await grantOf(about, operation);
    if (which === 'old') parts.clock.advance(300_001);
    verify(fixture, subject, `new-${old}`);
    const changed = await twoFactor.accountChanged(subject, { what: 'email', previousEmails: [old], grant });
    equal(changed.isOk(), which === 'none' || which === 'fresh', 'an unfit grant is refused');
    deepEqual(await codesTo(fixture, subject), which === 'fresh' ? [`new-${old}`] : []);
  },
});

/** Laws of addresses. */
export const addressLaws: readonly FacadeLaw[] = [pinnedAtFirstSight, codeDiesWithItsAddress, freshGrantPins];
