/** Laws of emailed codes and wishes through the whole façade (P7, P8, P15). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import { type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asks, needs, operationFor } from './operations.ts';

const needsEmail = needs(asks('email'), 'asks for an emailed code');

function codeMails({ parts }: FacadeCase, to: string): number {
  return parts.mailer.mails.filter((mail) => mail.kind === 'code' && mail.to === to).length;
}

/** Asks for an emailed code and reads it. */
async function mailedCode(world: FacadeCase, subject: string, operation: string): Promise<string> {
  void (await world.authorize(subject, operation, { code: { method: 'email', resend: true } }));
  return world.parts.mailer.latestCode(world.addressOf(subject)) ?? '';
}

const emailedCodeIsBound = facadeLaw({
  id: 'an-emailed-code-is-its-subjects-once',
  promise: 'P7',
  name: 'an emailed code is granted once, to its own subject, until it ends or the next one is sent',
  notApplicable: needsEmail,
  inputs: fc.record({
    free: fc.boolean(),
    replaced: fc.boolean(),
    presentations: fc.integer({ min: 2, max: 4 }),
  }),
  mostRuns: 60,
  async holds(world, { free, replaced, presentations }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asks('email'));
    const [subject, other] = [world.subject(), world.subject()];
    await world.enableEmail(subject);
    await world.enableEmail(other);
    const first = await mailedCode(world, subject, operation);
    await mailedCode(world, other, operation);
    const present = (who: string, value: string) =>
      world.authorize(who, operation, { code: { method: 'email', value } });
    const stolen = await present(other, first);
    const othersOwn = parts.mailer.latestCode(world.addressOf(other));
    if (othersOwn !== first) equal(stolen.isOk(), false, "another subject's code is worth nothing");
    if (replaced) {
      parts.clock.advance(policy.email.cooldownSeconds * 1000);
      const next = await mailedCode(world, subject, operation);
      equal((await present(subject, next)).isOk(), true, 'the next code is good');
      equal((await present(subject, first)).isOk(), false, 'and replaced the first');
      return;
    }
    const answers = await world.race(
      free,
      Array.from({ length: presentations }, () => () => present(subject, first)),
    );
    equal(answers.filter((answer) => answer.isOk()).length, 1, 'a code is granted once');
    equal((await present(subject, first)).isOk(), false, 'and never again');
  },
});

const emailedCodeEnds = facadeLaw({
  id: 'an-emailed-code-ends-exactly',
  promise: 'P6',
  name: 'an emailed code is good 1 ms before `codeExpires` and worthless at it',
  notApplicable: needsEmail,
  inputs: fc.record({ offset: fc.constantFrom(-1, 0, 1) }),
  mostRuns: 10,
  async holds(world, { offset }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asks('email'));
    const subject = world.subject();
    await world.enableEmail(subject);
    const asked = await world.authorize(subject, operation, { code: { method: 'email' } });
    const expiresAt = asked.isErr() && 'email' in asked.error ? asked.error.email?.codeExpires : undefined;
    const value = parts.mailer.latestCode(world.addressOf(subject)) ?? '';
    parts.clock.at = (expiresAt ?? 0) + offset;
    const answer = await world.authorize(subject, operation, { code: { method: 'email', value } });
    equal(answer.isOk(), offset < 0, `presented ${offset} ms after its end`);
  },
});

const mailsAreCapped = facadeLaw({
  id: 'mails-are-capped',
  promise: 'P8',
  name: 'whatever the number of requests and sessions, no more codes are mailed than the policy allows',
  notApplicable: needsEmail,
  inputs: fc.record({
    free: fc.boolean(),
    rounds: fc.integer({ min: 1, max: 6 }),
    requests: fc.integer({ min: 1, max: 6 }),
  }),
  mostRuns: 100,
  async holds(world, { free, rounds, requests }) {
    const { policy, parts, twoFactor } = world;
    const operation = operationFor(policy, asks('email'));
    const subject = world.subject();
    await world.enableEmail(subject);
    const to = world.addressOf(subject);
    const { cooldownSeconds, mailsPer5Minutes } = policy.email;
    const ask = (session: number) => async (): Promise<unknown> =>
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
        Array.from({ length: requests }, (_, session) => ask(session)),
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

const wishesCostNothing = facadeLaw({
  id: 'a-wish-for-what-is-not-enrolled-does-nothing',
  promise: 'P15',
  name: 'the wish for a method that is not enrolled changes neither what is asked for nor what is mailed',
  notApplicable: (policy: Policy) =>
    policy.email.enrollment === 'automatic'
      ? 'every account with a verified address has email codes'
      : needs(asks('totp'), 'asks for an authenticator')(policy),
  inputs: fc.record({
    wish: fc.constantFrom('email', 'password', 'recovery-code', '__proto__', ''),
    value: fc.option(fc.constantFrom('123456', 'password'), { nil: undefined }),
  }),
  mostRuns: 60,
  async holds(world, { wish, value }) {
    const operation = operationFor(world.policy, asks('totp'));
    const subject = world.subject();
    await world.enrollTotp(subject);
    const to = world.addressOf(subject);
    const before = codeMails(world, to);
    const code = { method: wish as 'email', value, resend: true };
    const answer = await world.authorize(subject, operation, { code });
    equal(answer.isOk(), false, 'a wish opens nothing');
    if (value === undefined) {
      equal(answer.isErr() && answer.error.kind, 'second-factor-required');
      equal(
        answer.isErr() && 'method' in answer.error && answer.error.method,
        'totp',
        'the authenticator is asked for',
      );
    }
    equal(codeMails(world, to), before, 'and nothing is mailed');
    const asked = await world.authorize(subject, operation, {});
    const left = asked.isErr() && 'attemptsLeft' in asked.error ? asked.error.attemptsLeft : 0;
    ok(left >= Math.min(world.policy.attempts.free, 5), 'and no attempt at the authenticator was charged');
  },
});

/** Laws of emailed codes. */
export const mailLaws: readonly FacadeLaw[] = [
  emailedCodeIsBound,
  emailedCodeEnds,
  mailsAreCapped,
  wishesCostNothing,
];
