/** Laws of codes through the whole façade: each counts once, guesses are bounded, locks are exact (P1 to P5, P9). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Result } from 'neverthrow';
import type { Denial, Grant } from '../../domain/denial.ts';
import { type Authenticator, type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asks, needsTotp, operationFor } from './operations.ts';

type Answer = Result<Grant, Denial>;

function grantedBy(answers: readonly Answer[], by: Grant['by']): number {
  return answers.filter((answer) => answer.isOk() && answer.value.by === by).length;
}

/** Ways to type the same code. */
const spelling = fc.constantFrom(
  (code: string) => code,
  (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`,
  (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`,
);

const oneCodeGrantsOnce = facadeLaw({
  id: 'one-code-grants-once',
  promise: 'P1',
  name: 'of any concurrent presentations of one code, however it is typed, exactly one is granted by it, for good',
  notApplicable: needsTotp,
  inputs: fc.record({
    spellings: fc.array(spelling, { minLength: 2, maxLength: 10 }),
    confirming: fc.boolean(),
  }),
  async holds(world, { spellings, confirming }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrolTotp(subject);
    if (confirming) parts.clock.advance(-policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const code = confirming ? authenticator.confirmedBy : authenticator.codeAt(parts.clock.at);
    const present = (spelled: (code: string) => string, session: number) =>
      world.authorize(subject, operation, {
        client: { ...client, session: `session ${session}` },
        code: { method: 'totp', value: spelled(code) },
      });
    const answers = await world.race(spellings.map((spelled, index) => () => present(spelled, index)));
    const granted = grantedBy(answers, 'totp');
    equal(
      granted,
      confirming ? 0 : 1,
      confirming ? 'the confirming code is spent' : 'a code is granted once',
    );
    for (const step of [0, policy.totp.window]) {
      parts.clock.advance(step * policy.totp.periodSeconds * 1000);
      const again = await present((same) => same, 99);
      equal(grantedBy([again], 'totp'), 0, 'nor is it ever again, as long as it is inside the window');
    }
  },
});

const earlierCodesAreClosed = facadeLaw({
  id: 'earlier-codes-are-closed',
  promise: 'P2',
  name: 'an accepted code closes every earlier one: A, B, A is refused, and so is one that was never used',
  notApplicable: needsTotp,
  inputs: fc.record({ skipped: fc.integer({ min: 1, max: 2 }) }),
  mostRuns: 20,
  async holds(world, { skipped }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrolTotp(subject);
    const period = policy.totp.periodSeconds * 1000;
    const present = (at: number) =>
      world.authorize(subject, operation, { code: { method: 'totp', value: authenticator.codeAt(at) } });
    const first = parts.clock.at;
    equal(grantedBy([await present(first)], 'totp'), 1, 'A');
    parts.clock.advance(period * (skipped + 1));
    equal(grantedBy([await present(parts.clock.at)], 'totp'), 1, 'B');
    for (let step = 0; step <= skipped + 1; step++) {
      equal(grantedBy([await present(first + step * period)], 'totp'), 0, `the code of step ${step} after A`);
    }
  },
});

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
  inputs: fc.record({ more: fc.integer({ min: 1, max: 8 }) }),
  async holds(world, { more }) {
    const operation = operationFor(world.policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrolTotp(subject);
    const value = wrongCode(world, authenticator);
    const budget = budgetOf(world);
    const answers = await world.race(
      Array.from({ length: budget + more }, (_, index) => () => {
        const from = { ...client, session: `session ${index}`, ip: `203.0.113.${index}` };
        return world.authorize(subject, operation, { client: from, code: { method: 'totp', value } });
      }),
    );
    const compared = answers.filter(
      (answer) => answer.isErr() && answer.error.kind === 'second-factor-invalid',
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
    const authenticator = await world.enrolTotp(subject);
    const value = wrongCode(world, authenticator);
    const left = async (): Promise<number> => {
      const from = { ...client, session: `session ${Math.abs(wrong)}` };
      const asked = await world.authorize(subject, operation, { client: from, code: { method: 'totp' } });
      return asked.isErr() && 'attemptsLeft' in asked.error ? asked.error.attemptsLeft : -1;
    };
    const before = await left();
    const spent = Math.min(wrong, budgetOf(world) - 1);
    for (let attempt = 0; attempt < spent; attempt++) {
      await world.authorize(subject, operation, { client, code: { method: 'totp', value } });
    }
    equal(await left(), before - spent, 'each wrong attempt costs one');
    await world.authorize(subject, operation, { code: { method: 'email', resend: true } });
    await twoFactor.email.sendCode(subject, {});
    await world.authorize(subject, operation, { code: { method: 'recovery-code', value: 'wrong' } });
    await twoFactor.totp.enroll(subject, {});
    await twoFactor.trustedClients.revokeAll(subject);
    equal(await left(), before - spent, 'and nothing of this gives one back');
    const right = { method: 'totp', value: authenticator.codeAt(parts.clock.at) } as const;
    equal(grantedBy([await world.authorize(subject, operation, { code: right })], 'totp'), 1);
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
    const authenticator = await world.enrolTotp(subject);
    const present = (value: string) =>
      world.authorize(subject, operation, { code: { method: 'totp', value } });
    const { free, disableAt } = policy.attempts;
    const failures = Math.min(free + locks - 1, disableAt === 'never' ? Infinity : disableAt - 1);
    let lastLock = 0;
    for (let failed = 1; failed <= failures; failed++) {
      await present(wrongCode(world, authenticator));
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
    equal(grantedBy([await present(authenticator.codeAt(parts.clock.at))], 'totp'), 1, 'at `retryAt`');
  },
});

const recoveryCodesGrantOnce = facadeLaw({
  id: 'recovery-codes-grant-once-each',
  promise: 'P9',
  name: 'a recovery code is granted once, two in parallel both are, and another subject has no use for it',
  notApplicable: needsTotp,
  inputs: fc.record({ presented: fc.array(fc.nat({ max: 1 }), { minLength: 2, maxLength: 5 }) }),
  async holds(world, { presented }) {
    const operation = operationFor(world.policy, asks('totp'));
    const [subject, other] = [world.subject(), world.subject()];
    const { recoveryCodes } = await world.enrolTotp(subject);
    await world.enrolTotp(other);
    const present = (who: string, index: number) => {
      const code = { method: 'recovery-code', value: (recoveryCodes[index] ?? '').toLowerCase() } as const;
      return world.authorize(who, operation, { code });
    };
    const stolen = await present(other, 0);
    equal(stolen.isOk(), false, "another subject's recovery code is worth nothing");
    const answers = await world.race(presented.map((index) => () => present(subject, index)));
    const used = new Set(presented);
    const granted = grantedBy(answers, 'recovery-code');
    ok(granted <= used.size, 'no recovery code is granted twice');
    // Those that a lock held back were not compared, so they are still good.
    const locked = answers.some((answer) => answer.isErr() && answer.error.kind === 'too-many-attempts');
    if (!locked) equal(granted, used.size, 'and each is granted once');
    const left = await world.twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, recoveryCodes.length - granted, 'what was granted is gone');
  },
});

/** Laws of codes. */
export const codeLaws: readonly FacadeLaw[] = [
  oneCodeGrantsOnce,
  earlierCodesAreClosed,
  guessesAreBounded,
  nothingGivesAttemptsBack,
  locksAreExact,
  recoveryCodesGrantOnce,
];
