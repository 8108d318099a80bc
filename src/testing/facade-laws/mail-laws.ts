/** Façade laws of emailed codes and preferred methods (P6, P7, P8, P15). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import { type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needs, operationFor } from './operations.ts';

const needsEmail = needs(asksFor('email'), 'asks for an emailed code');

function codeMails({ parts }: FacadeCase, to: string): number {
  return parts.mailer.mails.filter((mail) => mail.kind === 'code' && mail.to === to).length;
}

/** Requests an emailed code and reads it from the mail. */
async function mailedCode(world: FacadeCase, subject: string, operation: string): Promise<string> {
  void (await world.authorize(subject, operation, { code: { method: 'email', resend: true } }));
  return world.parts.mailer.latestCode(world.addressOf(subject)) ?? '';
}

const emailedCodeIsBound = facadeLaw({
  id: 'an-emailed-code-is-its-subjects-once',
  promise: 'P7',
  name: 'an emailed code is granted once, to its own subject only, until the next one replaces it',
  notApplicable: needsEmail,
  inputs: fc.record({
    free: fc.boolean(),
    replaced: fc.boolean(),
    presentations: fc.integer({ min: 2, max: 4 }),
  }),
  maxRuns: 60,
  async holds(world, { free, replaced, presentations }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asksFor('email'));
    const [subject, other] = [world.subject(), world.subject()];
    await world.enableEmail(subject);
    await world.enableEmail(other);
    const first = await mailedCode(world, subject, operation);
    await mailedCode(world, other, operation);
    const present = (presenter: string, value: string) =>
      world.authorize(presenter, operation, { code: { method: 'email', value } });
    const stolen = await present(other, first);
    const codeOfOther = parts.mailer.latestCode(world.addressOf(other));
    if (codeOfOther !== first) equal(stolen.isOk(), false, "another subject's code is refused");
    if (replaced) {
      parts.clock.advance(policy.email.cooldownSeconds * 1000);
      const next = await mailedCode(world, subject, operation);
      equal((await present(subject, next)).isOk(), true, 'the next code is granted');
      equal((await present(subject, first)).isOk(), false, 'the replaced code is refused');
      return;
    }
    const decisions = await world.race(
      free,
      Array.from({ length: presentations }, () => () => present(subject, first)),
    );
    equal(decisions.filter((decision) => decision.isOk()).length, 1, 'a code is granted once');
    equal((await present(subject, first)).isOk(), false, 'a used code is refused');
  },
});

const emailedCodeEnds = facadeLaw({
  id: 'an-emailed-code-ends-exactly',
  promise: 'P6',
  name: 'an emailed code is granted 1 ms before `codeExpires` and refused at `codeExpires`',
  notApplicable: needsEmail,
  inputs: fc.record({ offset: fc.constantFrom(-1, 0, 1) }),
  maxRuns: 10,
  async holds(world, { offset }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asksFor('email'));
    const subject = world.subject();
    await world.enableEmail(subject);
    const asked = await world.authorize(subject, operation, { code: { method: 'email' } });
    const expiresAt = asked.isErr() && 'email' in asked.error ? asked.error.email?.codeExpires : undefined;
    const value = parts.mailer.latestCode(world.addressOf(subject)) ?? '';
    parts.clock.at = (expiresAt ?? 0) + offset;
    const decision = await world.authorize(subject, operation, { code: { method: 'email', value } });
    equal(
      decision.isOk(),
      offset < 0,
      `presented at \`codeExpires\` ${offset < 0 ? '-' : '+'} ${Math.abs(offset)} ms`,
    );
  },
});

const mailsAreCapped = facadeLaw({
  id: 'mails-are-capped',
  promise: 'P8',
  name: 'any number of requests, from any sessions, sends at most as many codes as the policy allows',
  notApplicable: needsEmail,
  inputs: fc.record({
    free: fc.boolean(),
    rounds: fc.integer({ min: 1, max: 6 }),
    requests: fc.integer({ min: 1, max: 6 }),
  }),
  maxRuns: 100,
  async holds(world, { free, rounds, requests }) {
    const { policy, parts, twoFactor } = world;
    const operation = operationFor(policy, asksFor('email'));
    const subject = world.subject();
    await world.enableEmail(subject);
    const to = world.addressOf(subject);
    const { cooldownSeconds, mailsPer5Minutes } = policy.email;
    const requestCode = (session: number) => async (): Promise<unknown> =>
      session % 2 === 0
        ? twoFactor.email.sendCode(subject, {})
        : world.authorize(subject, operation, {
            client: { ...client, session: `session ${session}` },
            code: { method: 'email', resend: true },
          });
    const sentAt: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = codeMails(world, to);
      await world.race<unknown>(
        free,
        Array.from({ length: requests }, (_, session) => requestCode(session)),
      );
      const sent = codeMails(world, to) - before;
      ok(sent <= 1, `${sent} codes were mailed within one cooldown`);
      if (sent === 1) sentAt.push(parts.clock.at);
      const recent = sentAt.filter((at) => parts.clock.at - at < 300_000).length;
      ok(recent <= mailsPer5Minutes, `${recent} codes were mailed within five minutes`);
      parts.clock.advance(cooldownSeconds * 1000);
    }
  },
});

const unavailableMethodChangesNothing = facadeLaw({
  id: 'a-wish-for-what-is-not-enrolled-does-nothing',
  promise: 'P15',
  name: 'preferring a method that is not enrolled changes neither the challenge nor what is mailed',
  notApplicable: (policy: Policy) =>
    policy.email.enrollment === 'automatic'
      ? 'every account with a verified address has email codes'
      : needs(asksFor('totp'), 'asks for an authenticator')(policy),
  inputs: fc.record({
    preferredMethod: fc.constantFrom('email', 'password', 'recovery-code', '__proto__', ''),
    value: fc.option(fc.constantFrom('123456', 'password'), { nil: undefined }),
  }),
  maxRuns: 60,
  async holds(world, { preferredMethod, value }) {
    const operation = operationFor(world.policy, asksFor('totp'));
    const subject = world.subject();
    await world.enrollTotp(subject);
    const to = world.addressOf(subject);
    const before = codeMails(world, to);
    const code = { method: preferredMethod as 'email', value, resend: true };
    const decision = await world.authorize(subject, operation, { code });
    equal(decision.isOk(), false, 'a preferred method grants nothing');
    if (value === undefined) {
      equal(decision.isErr() && decision.error.kind, 'second-factor-required', 'the call is challenged');
      equal(
        decision.isErr() && 'method' in decision.error && decision.error.method,
        'totp',
        'the challenge asks for the authenticator',
      );
    }
    equal(codeMails(world, to), before, 'nothing is mailed');
    const asked = await world.authorize(subject, operation, {});
    const left = asked.isErr() && 'attemptsLeft' in asked.error ? asked.error.attemptsLeft : 0;
    ok(left >= Math.min(world.policy.attempts.free, 5), 'no attempt of the authenticator is charged');
  },
});

/** The façade laws of emailed codes. */
export const mailLaws: readonly FacadeLaw[] = [
  emailedCodeIsBound,
  emailedCodeEnds,
  mailsAreCapped,
  unavailableMethodChangesNothing,
];
