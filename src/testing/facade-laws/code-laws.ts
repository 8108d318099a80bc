/** Laws of codes through the whole façade: each counts once (P1, P2, P9). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Result } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { type Retyping, spelling } from '../arbitraries/attacks.ts';
import { client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asks, needsTotp, operationFor } from './operations.ts';

type Answer = Result<Grant, Denial>;

function grantedBy(answers: readonly Answer[], by: Grant['by']): number {
  return answers.filter((answer) => answer.isOk() && answer.value.by === by).length;
}

const oneCodeGrantsOnce = facadeLaw({
  id: 'one-code-grants-once',
  promise: 'P1',
  name: 'of any concurrent presentations of one code, however it is typed, exactly one is granted by it, for good',
  notApplicable: needsTotp,
  inputs: fc.record({
    free: fc.boolean(),
    spellings: fc.array(spelling, { minLength: 2, maxLength: 10 }),
    confirming: fc.boolean(),
  }),
  async holds(world, { free, spellings, confirming }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    if (confirming) parts.clock.advance(-policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const code = confirming ? authenticator.confirmedBy : authenticator.codeAt(parts.clock.at);
    const present = (spelled: Retyping, session: number) =>
      world.authorize(subject, operation, {
        client: { ...client, session: `session ${session}` },
        code: { method: 'totp', value: spelled(code) },
      });
    const answers = await world.race(
      free,
      spellings.map((spelled, index) => () => present(spelled, index)),
    );
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
    const authenticator = await world.enrollTotp(subject);
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

const recoveryCodesGrantOnce = facadeLaw({
  id: 'recovery-codes-grant-once-each',
  promise: 'P9',
  name: 'a recovery code is granted once, two in parallel both are, and another subject has no use for it',
  notApplicable: needsTotp,
  inputs: fc.record({
    free: fc.boolean(),
    presented: fc.array(fc.nat({ max: 1 }), { minLength: 2, maxLength: 5 }),
  }),
  async holds(world, { free, presented }) {
    const operation = operationFor(world.policy, asks('totp'));
    const [subject, other] = [world.subject(), world.subject()];
    const { recoveryCodes } = await world.enrollTotp(subject);
    await world.enrollTotp(other);
    const present = (who: string, index: number) => {
      const code = { method: 'recovery-code', value: (recoveryCodes[index] ?? '').toLowerCase() } as const;
      return world.authorize(who, operation, { code });
    };
    const stolen = await present(other, 0);
    equal(stolen.isOk(), false, "another subject's recovery code is worth nothing");
    const answers = await world.race(
      free,
      presented.map((index) => () => present(subject, index)),
    );
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
  recoveryCodesGrantOnce,
];
