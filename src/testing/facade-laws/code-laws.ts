/** Façade laws of codes: each code is granted once (P1, P2, P9). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Result } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { type Retyping, spelling } from '../arbitraries/attacks.ts';
import { client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';

type Decision = Result<Grant, Denial>;

function countGrants(decisions: readonly Decision[], by: Grant['by']): number {
  return decisions.filter((decision) => decision.isOk() && decision.value.by === by).length;
}

const oneCodeGrantsOnce = facadeLaw({
  id: 'one-code-grants-once',
  promise: 'P1',
  name: 'of concurrent presentations of one code, in any spelling, exactly one is granted by it, ever',
  notApplicable: needsTotp,
  inputs: fc.record({
    free: fc.boolean(),
    spellings: fc.array(spelling, { minLength: 2, maxLength: 10 }),
    confirming: fc.boolean(),
  }),
  async holds(world, { free, spellings, confirming }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    if (confirming) parts.clock.advance(-policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const code = confirming ? authenticator.confirmedBy : authenticator.codeAt(parts.clock.at);
    const present = (spelled: Retyping, session: number) =>
      world.authorize(subject, operation, {
        client: { ...client, session: `session ${session}` },
        code: { method: 'totp', value: spelled(code) },
      });
    const decisions = await world.race(
      free,
      spellings.map((spelled, index) => () => present(spelled, index)),
    );
    const granted = countGrants(decisions, 'totp');
    equal(
      granted,
      confirming ? 0 : 1,
      confirming ? 'the confirming code is not granted again' : 'a code is granted once',
    );
    for (const step of [0, policy.totp.window]) {
      parts.clock.advance(step * policy.totp.periodSeconds * 1000);
      const again = await present((same) => same, 99);
      equal(countGrants([again], 'totp'), 0, 'a used code is refused for as long as it is inside the window');
    }
  },
});

const earlierCodesAreClosed = facadeLaw({
  id: 'earlier-codes-are-closed',
  promise: 'P2',
  name: 'an accepted code closes every earlier one: A, B, A is refused, and so is an unused code before B',
  notApplicable: needsTotp,
  inputs: fc.record({ skipped: fc.integer({ min: 1, max: 2 }) }),
  maxRuns: 20,
  async holds(world, { skipped }) {
    const { policy, parts } = world;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const period = policy.totp.periodSeconds * 1000;
    const present = (at: number) =>
      world.authorize(subject, operation, { code: { method: 'totp', value: authenticator.codeAt(at) } });
    const first = parts.clock.at;
    equal(countGrants([await present(first)], 'totp'), 1, 'code A is granted');
    parts.clock.advance(period * (skipped + 1));
    equal(countGrants([await present(parts.clock.at)], 'totp'), 1, 'code B is granted');
    for (let step = 0; step <= skipped + 1; step++) {
      equal(
        countGrants([await present(first + step * period)], 'totp'),
        0,
        `the code ${step} steps after A is refused`,
      );
    }
  },
});

const recoveryCodesGrantOnce = facadeLaw({
  id: 'recovery-codes-grant-once-each',
  promise: 'P9',
  name: 'a recovery code is granted once, two in parallel are both granted, and another subject cannot use it',
  notApplicable: needsTotp,
  inputs: fc.record({
    free: fc.boolean(),
    presented: fc.array(fc.nat({ max: 1 }), { minLength: 2, maxLength: 5 }),
  }),
  async holds(world, { free, presented }) {
    const operation = operationFor(world.policy, asksFor('totp'));
    const [subject, other] = [world.subject(), world.subject()];
    const { recoveryCodes } = await world.enrollTotp(subject);
    await world.enrollTotp(other);
    const present = (presenter: string, index: number) => {
      const code = { method: 'recovery-code', value: (recoveryCodes[index] ?? '').toLowerCase() } as const;
      return world.authorize(presenter, operation, { code });
    };
    const stolen = await present(other, 0);
    equal(stolen.isOk(), false, "another subject's recovery code is refused");
    const decisions = await world.race(
      free,
      presented.map((index) => () => present(subject, index)),
    );
    const used = new Set(presented);
    const granted = countGrants(decisions, 'recovery-code');
    ok(granted <= used.size, 'no recovery code is granted twice');
    // A code that a lock kept from being compared is still unused.
    const locked = decisions.some(
      (decision) => decision.isErr() && decision.error.kind === 'too-many-attempts',
    );
    if (!locked) equal(granted, used.size, 'each recovery code is granted once');
    const left = await world.twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, recoveryCodes.length - granted, 'each granted recovery code is gone');
  },
});

/** The façade laws of codes. */
export const codeLaws: readonly FacadeLaw[] = [
  oneCodeGrantsOnce,
  earlierCodesAreClosed,
  recoveryCodesGrantOnce,
];
