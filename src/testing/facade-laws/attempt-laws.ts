/** Façade laws of attempts: bounded guesses, exact locks (P3, P4, P5). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { forgery } from '../arbitraries/attacks.ts';
import { type Authenticator, type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';

async function isGranted(result: ReturnType<FacadeFixture['authorize']>): Promise<boolean> {
  return (await result).isOk();
}

/** A well-formed code that matches no step inside the window. */
function wrongCode(fixture: FacadeFixture, authenticator: Authenticator): string {
  const { policy, parts } = fixture;
  const right = new Set<string>();
  for (let step = -policy.totp.window - 1; step <= policy.totp.window + 1; step++) {
    right.add(authenticator.codeAt(parts.clock.at + step * policy.totp.periodSeconds * 1000));
  }
  for (let guess = 0; ; guess++) {
    const code = String(guess).padStart(policy.totp.digits, '0');
    if (!right.has(code)) return code;
  }
}

function budgetOf({ policy }: FacadeFixture): number {
  const { free, disableAt } = policy.attempts;
  return disableAt === 'never' ? free : Math.min(free, disableAt);
}

const guessesAreBounded = facadeLaw({
  id: 'wrong-guesses-are-bounded',
  promise: 'P3',
  name: 'of any concurrent wrong guesses, from any clients, no more than the budget are compared',
  notApplicable: needsTotp,
  inputs: fc.record({
    unscheduled: fc.boolean(),
    forged: fc.option(forgery),
    more: fc.integer({ min: 1, max: 8 }),
  }),
  async check(fixture, { unscheduled, forged, more }) {
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const value = forged?.(authenticator.codeAt(fixture.parts.clock.at)) ?? wrongCode(fixture, authenticator);
    const budget = budgetOf(fixture);
    const results = await fixture.race(
      unscheduled,
      Array.from({ length: budget + more }, (_, index) => () => {
        const from = { ...client, session: `session ${index}`, ip: `203.0.113.${index}` };
        return fixture.authorize(subject, operation, { client: from, code: { method: 'totp', value } });
      }),
    );
    const compared = results.filter(
      (result) =>
        result.isErr() &&
        result.error.kind === 'second-factor-invalid' &&
        result.error.reason === 'wrong-code',
    ).length;
    ok(compared <= budget, `${compared} guesses were compared, but the budget was ${budget}`);
    equal(results.filter((result) => result.isOk()).length, 0, 'no wrong guess is granted');
  },
});

const onlySuccessRestoresAttempts = facadeLaw({
  id: 'nothing-gives-attempts-back',
  promise: 'P4',
  name: 'no other session, address, method or code restores attempts; only a success does',
  notApplicable: (policy) =>
    policy.attempts.free === 1 ? 'the first wrong attempt already locks' : needsTotp(policy),
  inputs: fc.record({ wrong: fc.integer({ min: 1, max: 19 }) }),
  maxRuns: 40,
  async check(fixture, { wrong }) {
    const { policy, parts, twoFactor } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    await fixture.enableEmail(subject, authenticator);
    const value = wrongCode(fixture, authenticator);
    const left = async (): Promise<number> => {
      const from = { ...client, session: `session ${Math.abs(wrong)}` };
      const challenge = await fixture.authorize(subject, operation, {
        client: from,
        code: { method: 'totp' },
      });
      return challenge.isErr() && 'attemptsLeft' in challenge.error ? challenge.error.attemptsLeft : -1;
    };
    const before = await left();
    const spent = Math.min(wrong, budgetOf(fixture) - 1);
    for (let attempt = 0; attempt < spent; attempt++) {
      void (await fixture.authorize(subject, operation, { client, code: { method: 'totp', value } }));
    }
    equal(await left(), before - spent, 'each wrong attempt costs one');
    void (await fixture.authorize(subject, operation, { code: { method: 'email', resend: true } }));
    void (await twoFactor.email.sendCode(subject, {}));
    void (await fixture.authorize(subject, operation, { code: { method: 'recovery-code', value: 'wrong' } }));
    void (await twoFactor.totp.enroll(subject, {}));
    void (await twoFactor.trustedClients.revokeAll(subject));
    equal(await left(), before - spent, 'none of these calls restores an attempt');
    const right = { method: 'totp', value: authenticator.codeAt(parts.clock.at) } as const;
    equal(await isGranted(fixture.authorize(subject, operation, { code: right })), true);
    equal(await left(), before, 'a success restores all attempts');
  },
});

const locksAreExact = facadeLaw({
  id: 'retry-at-is-exact',
  promise: 'P5',
  name: 'a right code is refused 1 ms before `retryAt` and granted at it',
  notApplicable: (policy) => {
    const { free, disableAt } = policy.attempts;
    return disableAt !== 'never' && disableAt <= free
      ? 'a factor is disabled before its first lock'
      : needsTotp(policy);
  },
  inputs: fc.record({ locks: fc.integer({ min: 1, max: 4 }) }),
  maxRuns: 10,
  async check(fixture, { locks }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const present = (value: string) =>
      fixture.authorize(subject, operation, { code: { method: 'totp', value } });
    const { free, disableAt } = policy.attempts;
    const failures = Math.min(free + locks - 1, disableAt === 'never' ? Infinity : disableAt - 1);
    let lastLock = 0;
    for (let failed = 1; failed <= failures; failed++) {
      void (await present(wrongCode(fixture, authenticator)));
      if (failed < free) continue;
      const locked = await present(authenticator.codeAt(parts.clock.at));
      const retryAt = locked.isErr() && locked.error.kind === 'too-many-attempts' ? locked.error.retryAt : 0;
      const lock = retryAt - parts.clock.at;
      ok(
        lock >= lastLock && lock <= policy.attempts.maxLockSeconds * 1000,
        `a lock of ${lock} ms is neither shorter than the last one nor above the maximum`,
      );
      lastLock = lock;
      parts.clock.advance(lock - 1);
      const early = await present(authenticator.codeAt(parts.clock.at));
      equal(early.isErr() && early.error.kind, 'too-many-attempts', '1 ms before `retryAt`');
      parts.clock.advance(1);
    }
    equal(await isGranted(present(authenticator.codeAt(parts.clock.at))), true, 'at `retryAt`');
  },
});

/** Laws of attempts. */
export const attemptLaws: readonly FacadeLaw[] = [
  guessesAreBounded,
  onlySuccessRestoresAttempts,
  locksAreExact,
];
