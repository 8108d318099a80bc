/** Laws of attempts through the whole façade: guesses are bounded, nothing gives attempts back, locks are exact (P3, P4, P5). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { forgery } from '../arbitraries/attacks.ts';
import { type Authenticator, type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asks, needsTotp, operationFor } from './operations.ts';

async function isGranted(answer: ReturnType<FacadeCase['authorize']>): Promise<boolean> {
  return (await answer).isOk();
}

/** A well-formed code that is none of those inside the window. */
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

function budgetOf({ policy }: FacadeCase): number {
  const { free, disableAt } = policy.attempts;
  return disableAt === 'never' ? free : Math.min(free, disableAt);
}

const guessesAreBounded = facadeLaw({
  id: 'wrong-guesses-are-bounded',
  promise: 'P3',
  name: 'of any concurrent wrong guesses, from any clients, no more are compared than the budget allows',
  notApplicable: needsTotp,
  inputs: fc.record({ free: fc.boolean(), forged: fc.option(forgery), more: fc.integer({ min: 1, max: 8 }) }),
  async holds(world, { free, forged, more }) {
    const operation = operationFor(world.policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const value = forged?.(authenticator.codeAt(world.parts.clock.at)) ?? wrongCode(world, authenticator);
    const budget = budgetOf(world);
    const answers = await world.race(
      free,
      Array.from({ length: budget + more }, (_, index) => () => {
        const from = { ...client, session: `session ${index}`, ip: `203.0.113.${index}` };
        return world.authorize(subject, operation, { client: from, code: { method: 'totp', value } });
      }),
    );
    const compared = answers.filter(
      (answer) =>
        answer.isErr() &&
        answer.error.kind === 'second-factor-invalid' &&
        answer.error.reason === 'wrong-code',
    ).length;
    ok(compared <= budget, `${compared} guesses were compared, but the budget was ${budget}`);
    equal(answers.filter((answer) => answer.isOk()).length, 0, 'and none was granted');
  },
});

const nothingGivesAttemptsBack = facadeLaw({
  id: 'nothing-gives-attempts-back',
  promise: 'P4',
  name: 'no other session, address, method or code gives attempts back; a success does',
  notApplicable: (policy) =>
    policy.attempts.free === 1 ? 'the first wrong attempt locks already' : needsTotp(policy),
  inputs: fc.record({ wrong: fc.integer({ min: 1, max: 19 }) }),
  mostRuns: 40,
  async holds(world, { wrong }) {
    const { policy, parts, twoFactor } = world;
    const operation = operationFor(policy, asks('totp'));
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
    equal(await left(), before - spent, 'each wrong attempt costs one');
    void (await world.authorize(subject, operation, { code: { method: 'email', resend: true } }));
    void (await twoFactor.email.sendCode(subject, {}));
    void (await world.authorize(subject, operation, { code: { method: 'recovery-code', value: 'wrong' } }));
    void (await twoFactor.totp.enroll(subject, {}));
    void (await twoFactor.trustedClients.revokeAll(subject));
    equal(await left(), before - spent, 'and nothing of this gives one back');
    const right = { method: 'totp', value: authenticator.codeAt(parts.clock.at) } as const;
    equal(await isGranted(world.authorize(subject, operation, { code: right })), true);
    equal(await left(), before, 'but a success gives all of them back');
  },
});

const locksAreExact = facadeLaw({
  id: 'retry-at-is-exact',
  promise: 'P5',
  name: 'a right code is refused 1 ms before `retryAt` and granted at it',
  notApplicable: (policy) => {
    const { free, disableAt } = policy.attempts;
    return disableAt !== 'never' && disableAt <= free
      ? 'a factor is disabled before it is locked'
      : needsTotp(policy);
  },
  inputs: fc.record({ locks: fc.integer({ min: 1, max: 4 }) }),
  mostRuns: 10,
  async holds(world, { locks }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asks('totp'));
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
      ok(lock >= lastLock && lock <= policy.attempts.maxLockSeconds * 1000, `a lock of ${lock} ms`);
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
export const attemptLaws: readonly FacadeLaw[] = [guessesAreBounded, nothingGivesAttemptsBack, locksAreExact];
