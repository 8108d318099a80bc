/** Façade laws of emailed codes and the preferred method (P6, P7, P8, P15). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needs, needsTotp, operationFor } from './operations.ts';

const needsEmail = needs(asksFor('email'), 'asks for an emailed code');

function countCodeMails({ parts }: FacadeFixture, to: string): number {
  return parts.mailer.mails.filter((mail) => mail.kind === 'code' && mail.to === to).length;
}

/** Requests an emailed code and reads it from the mail. */
async function requestCode(fixture: FacadeFixture, subject: string, operation: string): Promise<string> {
  void (await fixture.authorize(subject, operation, { code: { method: 'email', resend: true } }));
  return fixture.parts.mailer.latestCode(fixture.addressOf(subject)) ?? '';
}

const emailedCodeIsBound = facadeLaw({
  id: 'an-emailed-code-is-its-subjects-once',
  promise: 'P7',
  name: 'an emailed code is granted once, to its own subject, until the next one is sent',
  notApplicable: needsEmail,
  inputs: fc.record({
    unscheduled: fc.boolean(),
    replaced: fc.boolean(),
    presentations: fc.integer({ min: 2, max: 4 }),
  }),
  maxRuns: 60,
  async check(fixture, { unscheduled, replaced, presentations }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, asksFor('email'));
    const [subject, other] = [fixture.subject(), fixture.subject()];
    await fixture.enableEmail(subject);
    await fixture.enableEmail(other);
    const first = await requestCode(fixture, subject, operation);
    await requestCode(fixture, other, operation);
    const present = (who: string, value: string) =>
      fixture.authorize(who, operation, { code: { method: 'email', value } });
    const stolen = await present(other, first);
    const othersOwn = parts.mailer.latestCode(fixture.addressOf(other));
    if (othersOwn !== first) equal(stolen.isOk(), false, "another subject's code is refused");
    if (replaced) {
      parts.clock.advance(policy.email.cooldownSeconds * 1000);
      const next = await requestCode(fixture, subject, operation);
      equal((await present(subject, next)).isOk(), true, 'the next code is granted');
      equal((await present(subject, first)).isOk(), false, 'the replaced code is refused');
      return;
    }
    const results = await fixture.race(
      unscheduled,
      Array.from({ length: presentations }, () => () => present(subject, first)),
    );
    equal(results.filter((result) => result.isOk()).length, 1, 'the code is granted once');
    equal((await present(subject, first)).isOk(), false, 'the code is refused afterwards');
  },
});

const emailedCodeEnds = facadeLaw({
  id: 'an-emailed-code-ends-exactly',
  promise: 'P6',
  name: 'an emailed code works 1 ms before `codeExpires` and not at it',
  notApplicable: needsEmail,
  inputs: fc.record({ offset: fc.constantFrom(-1, 0, 1) }),
  maxRuns: 10,
  async check(fixture, { offset }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, asksFor('email'));
    const subject = fixture.subject();
    await fixture.enableEmail(subject);
    const challenge = await fixture.authorize(subject, operation, { code: { method: 'email' } });
    const expiresAt =
      challenge.isErr() && 'email' in challenge.error ? challenge.error.email?.codeExpires : undefined;
    const value = parts.mailer.latestCode(fixture.addressOf(subject)) ?? '';
    parts.clock.at = (expiresAt ?? 0) + offset;
    const result = await fixture.authorize(subject, operation, { code: { method: 'email', value } });
    equal(result.isOk(), offset < 0, `presented ${offset} ms after its expiry`);
  },
});

const mailsAreCapped = facadeLaw({
  id: 'mails-are-capped',
  promise: 'P8',
  name: 'no number of requests and sessions sends more codes than the policy allows',
  notApplicable: needsEmail,
  inputs: fc.record({
    unscheduled: fc.boolean(),
    rounds: fc.integer({ min: 1, max: 6 }),
    requests: fc.integer({ min: 1, max: 6 }),
  }),
  maxRuns: 100,
  async check(fixture, { unscheduled, rounds, requests }) {
    const { policy, parts, twoFactor } = fixture;
    const operation = operationFor(policy, asksFor('email'));
    const subject = fixture.subject();
    await fixture.enableEmail(subject);
    const to = fixture.addressOf(subject);
    const { cooldownSeconds, mailsPer5Minutes } = policy.email;
    const request = (session: number) => async (): Promise<unknown> =>
      session % 2 === 0
        ? twoFactor.email.sendCode(subject, {})
        : fixture.authorize(subject, operation, {
            client: { ...client, session: `session ${session}` },
            code: { method: 'email', resend: true },
          });
    const sentAt: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = countCodeMails(fixture, to);
      await fixture.race<unknown>(
        unscheduled,
        Array.from({ length: requests }, (_, session) => request(session)),
      );
      const sent = countCodeMails(fixture, to) - before;
      ok(sent <= 1, `${sent} codes were mailed within one cooldown`);
      if (sent === 1) sentAt.push(parts.clock.at);
      const recent = sentAt.filter((at) => parts.clock.at - at < 300_000).length;
      ok(recent <= mailsPer5Minutes, `${recent} codes were mailed within five minutes`);
      parts.clock.advance(cooldownSeconds * 1000);
    }
  },
});

const preferenceChangesNothing = facadeLaw({
  id: 'a-wish-for-what-is-not-enrolled-does-nothing',
  promise: 'P15',
  name: 'a preferred method that is not enrolled changes neither the challenge nor the mails sent',
  notApplicable: (policy: Policy) =>
    policy.email.enrollment === 'automatic'
      ? 'every account with a verified address has email codes'
      : needsTotp(policy),
  inputs: fc.record({
    preferred: fc.constantFrom('email', 'password', 'recovery-code', '__proto__', ''),
    value: fc.option(fc.constantFrom('123456', 'password'), { nil: undefined }),
  }),
  maxRuns: 60,
  async check(fixture, { preferred, value }) {
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const subject = fixture.subject();
    await fixture.enrollTotp(subject);
    const to = fixture.addressOf(subject);
    const before = countCodeMails(fixture, to);
    const code = { method: preferred as 'email', value, resend: true };
    const result = await fixture.authorize(subject, operation, { code });
    equal(result.isOk(), false, 'a preferred method grants nothing');
    if (value === undefined) {
      equal(result.isErr() && result.error.kind, 'second-factor-required');
      equal(
        result.isErr() && 'method' in result.error && result.error.method,
        'totp',
        'the authenticator is asked for',
      );
    }
    equal(countCodeMails(fixture, to), before, 'no code is mailed');
    const challenge = await fixture.authorize(subject, operation, {});
    const left = challenge.isErr() && 'attemptsLeft' in challenge.error ? challenge.error.attemptsLeft : 0;
    ok(left >= Math.min(fixture.policy.attempts.free, 5), 'no attempt with the authenticator is charged');
  },
});

/** Laws of emailed codes and the preferred method. */
export const mailLaws: readonly FacadeLaw[] = [
  emailedCodeIsBound,
  emailedCodeEnds,
  mailsAreCapped,
  preferenceChangesNothing,
];
