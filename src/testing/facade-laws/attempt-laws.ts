/** Façade laws of attempts: guesses are bounded, and locks are exact (P3, P4, P5). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { forgery } from '../arbitraries/attacks.ts';
import { type Authenticator, type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';

async function isGranted(decision: ReturnType<FacadeCase['authorize']>): Promise<boolean> {
  return (await decision).isOk();
}

/** A well-formed code that differs from every code inside the window. */
function wrongCode(world: FacadeCase, authenticator: Authenticator): string {
  const { policy, parts } = world;
  const right = new Set<string>();
  for (let step = -policy.totp.window - 1; step <= policy.totp.window + 1; step++) {
    right.add(authenticator.codeAt(parts.clock.at + step * policy.totp.periodSeconds * 1000));
  }
  for (let guess = 0; ; guess++) {
    const code = String(guess).padStart(policy.totp.digits, '0');
    if (!right.has(code)) return code;
  }
}

/** How many wrong codes are compared before the first lock. */
function budgetOf({ policy }: FacadeCase): number {
  const { free, disableAt } = policy.attempts;
  return disableAt === 'never' ? free : Math.min(free, disableAt);
}

const guessesAreBounded = facadeLaw({
  id: 'wrong-guesses-are-bounded',
  promise: 'P3',
  name: 'of concurrent wrong guesses, from any clients, at most the budget is compared',
  notApplicable: needsTotp,
  inputs: fc.record({ free: fc.boolean(), forged: fc.option(forgery), more: fc.integer({ min: 1, max: 8 }) }),
  async holds(world, { free, forged, more }) {
    const operation = operationFor(world.policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const value = forged?.(authenticator.codeAt(world.parts.clock.at)) ?? wrongCode(world, authenticator);
    const budget = budgetOf(world);
    const decisions = await world.race(
      free,
      Array.from({ length: budget + more }, (_, index) => () => {
        const from = { ...client, session: `session ${index}`, ip: `203.0.113.${index}` };
        return world.authorize(subject, operation, { client: from, code: { method: 'totp', value } });
      }),
    );
    const compared = decisions.filter(
      (decision) =>
        decision.isErr() &&
        decision.error.kind === 'second-factor-invalid' &&
        decision.error.reason === 'wrong-code',
    ).length;
    ok(compared <= budget, `${compared} guesses were compared, but the budget is ${budget}`);
    equal(decisions.filter((decision) => decision.isOk()).length, 0, 'no wrong guess is granted');
  },
});

const nothingGivesAttemptsBack = facadeLaw({
  id: 'nothing-gives-attempts-back',
  promise: 'P4',
  name: 'only a success restores attempts; another session, address, method or code does not',
  notApplicable: (policy) =>
    policy.attempts.free === 1 ? 'the first wrong attempt already locks' : needsTotp(policy),
  inputs: fc.record({ wrong: fc.integer({ min: 1, max: 19 }) }),
  maxRuns: 40,
  async holds(world, { wrong }) {
    const { policy, parts, twoFactor } = world;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    await world.enableEmail(subject, authenticator);
    const value = wrongCode(world, authenticator);
    const left = async (): Promise<number> => {
      const from = { ...client, session: `session ${Math.abs(wrong)}` };
      const asked = await world.authorize(subject, operation, { client: from, code: { method: 'totp' } });
      return asked.isErr() && 'attemptsLeft' in asked.error ? asked.error.attemptsLeft : -1;
    };
    const before = await left();
    const spent = Math.min(wrong, budgetOf(world) - 1);
    for (let attempt = 0; attempt < spent; attempt++) {
      void (await world.authorize(subject, operation, { client, code: { method: 'totp', value } }));
    }
    equal(await left(), before - spent, 'each wrong code costs one attempt');
    void (await world.authorize(subject, operation, { code: { method: 'email', resend: true } }));
    void (await twoFactor.email.sendCode(subject, {}));
    void (await world.authorize(subject, operation, { code: { method: 'recovery-code', value: 'wrong' } }));
    void (await twoFactor.totp.enroll(subject, {}));
    void (await twoFactor.trustedClients.revokeAll(subject));
    equal(await left(), before - spent, 'other methods, codes and revocations restore no attempt');
    const right = { method: 'totp', value: authenticator.codeAt(parts.clock.at) } as const;
    equal(
      await isGranted(world.authorize(subject, operation, { code: right })),
      true,
      'the right code is granted',
    );
    equal(await left(), before, 'a success restores all attempts');
  },
});

const locksAreExact = facadeLaw({
  id: 'retry-at-is-exact',
  promise: 'P5',
  name: 'the right code is refused 1 ms before `retryAt` and granted at `retryAt`',
  notApplicable: (policy) => {
    const { free, disableAt } = policy.attempts;
    return disableAt !== 'never' && disableAt <= free
      ? 'a factor is disabled before its first lock'
      : needsTotp(policy);
  },
  inputs: fc.record({ locks: fc.integer({ min: 1, max: 4 }) }),
  maxRuns: 10,
  async holds(world, { locks }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const present = (value: string) =>
      world.authorize(subject, operation, { code: { method: 'totp', value } });
    const { free, disableAt } = policy.attempts;
    const failures = Math.min(free + locks - 1, disableAt === 'never' ? Infinity : disableAt - 1);
    let lastLock = 0;
    for (let failed = 1; failed <= failures; failed++) {
      void (await present(wrongCode(world, authenticator)));
      if (failed < free) continue;
      const locked = await present(authenticator.codeAt(parts.clock.at));
      const retryAt = locked.isErr() && locked.error.kind === 'too-many-attempts' ? locked.error.retryAt : 0;
      const lock = retryAt - parts.clock.at;
      ok(lock >= lastLock && lock <= policy.attempts.maxLockSeconds * 1000, `lock ${lock} ms long`);
      lastLock = lock;
      parts.clock.advance(lock - 1);
      const early = await present(authenticator.codeAt(parts.clock.at));
      equal(early.isErr() && early.error.kind, 'too-many-attempts', 'refused 1 ms before `retryAt`');
      parts.clock.advance(1);
    }
    equal(await isGranted(present(authenticator.codeAt(parts.clock.at))), true, 'granted at `retryAt`');
  },
});

/** The façade laws of attempts. */
export const attemptLaws: readonly FacadeLaw[] = [guessesAreBounded, nothingGivesAttemptsBack, locksAreExact];
