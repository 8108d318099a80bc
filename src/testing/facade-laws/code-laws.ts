/** Façade laws of codes: each code is granted once (P1, P2, P9). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Result } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import { type Retyping, spelling } from '../arbitraries/attacks.ts';
import { client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needs, needsTotp, operationFor } from './operations.ts';

function countGrants(results: readonly Result<Grant, Denial>[], by: Grant['by']): number {
  return results.filter((result) => result.isOk() && result.value.by === by).length;
}

const oneCodeGrantsOnce = facadeLaw({
  id: 'one-code-grants-once',
  promise: 'P1',
  name: 'of any concurrent presentations of one code, in any spelling, exactly one is ever granted by it',
  notApplicable: needsTotp,
  inputs: fc.record({
    unscheduled: fc.boolean(),
    spellings: fc.array(spelling, { minLength: 2, maxLength: 10 }),
    confirming: fc.boolean(),
  }),
  async check(fixture, { unscheduled, spellings, confirming }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    if (confirming) parts.clock.advance(-policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const code = confirming ? authenticator.confirmedBy : authenticator.codeAt(parts.clock.at);
    const present = (spelled: Retyping, session: number) =>
      fixture.authorize(subject, operation, {
        client: { ...client, session: `session ${session}` },
        code: { method: 'totp', value: spelled(code) },
      });
    const results = await fixture.race(
      unscheduled,
      spellings.map((spelled, index) => () => present(spelled, index)),
    );
    const granted = countGrants(results, 'totp');
    equal(
      granted,
      confirming ? 0 : 1,
      confirming ? 'the confirming code is spent' : 'a code is granted once',
    );
    for (const step of [0, policy.totp.window]) {
      parts.clock.advance(step * policy.totp.periodSeconds * 1000);
      const again = await present((code) => code, 99);
      equal(countGrants([again], 'totp'), 0, 'the code is not granted again inside its window');
    }
  },
});

const earlierCodesAreClosed = facadeLaw({
  id: 'earlier-codes-are-closed',
  promise: 'P2',
  name: 'an accepted code closes every earlier one, used or not: A, B, A is refused',
  notApplicable: needsTotp,
  inputs: fc.record({ skipped: fc.integer({ min: 1, max: 2 }) }),
  maxRuns: 20,
  async check(fixture, { skipped }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const period = policy.totp.periodSeconds * 1000;
    const present = (at: number) =>
      fixture.authorize(subject, operation, { code: { method: 'totp', value: authenticator.codeAt(at) } });
    const first = parts.clock.at;
    equal(countGrants([await present(first)], 'totp'), 1, 'A is granted');
    parts.clock.advance(period * (skipped + 1));
    equal(countGrants([await present(parts.clock.at)], 'totp'), 1, 'B is granted');
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
  name: 'each recovery code is granted once, also in parallel, and never to another subject',
  notApplicable: needs(takesRecoveryCodes, 'accepts a recovery code for an authenticator'),
  inputs: fc.record({
    unscheduled: fc.boolean(),
    presented: fc.array(fc.nat({ max: 1 }), { minLength: 2, maxLength: 5 }),
  }),
  async check(fixture, { unscheduled, presented }) {
    const operation = operationFor(fixture.policy, takesRecoveryCodes);
    const [subject, other] = [fixture.subject(), fixture.subject()];
    const { recoveryCodes } = await fixture.enrollTotp(subject);
    await fixture.enrollTotp(other);
    const present = (who: string, index: number) => {
      const code = { method: 'recovery-code', value: (recoveryCodes[index] ?? '').toLowerCase() } as const;
      return fixture.authorize(who, operation, { code });
    };
    const stolen = await present(other, 0);
    equal(stolen.isOk(), false, "another subject's recovery code is refused");
    const results = await fixture.race(
      unscheduled,
      presented.map((index) => () => present(subject, index)),
    );
    const used = new Set(presented);
    const granted = countGrants(results, 'recovery-code');
    ok(granted <= used.size, 'no recovery code is granted twice');
    // A lock refuses codes without comparing them, so they are not spent.
    const isLocked = results.some((result) => result.isErr() && result.error.kind === 'too-many-attempts');
    if (!isLocked) equal(granted, used.size, 'each presented recovery code is granted once');
    const left = await fixture.twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, recoveryCodes.length - granted, 'exactly the granted codes are gone');
  },
});

const refusedRecoveryCodes = facadeLaw({
  id: 'refused-recovery-codes-open-nothing',
  promise: 'P9',
  name: 'where the rule refuses recovery codes, one is neither accepted nor spent, under no name',
  notApplicable: needs(refusesRecoveryCodes, 'refuses recovery codes'),
  inputs: fc.record({
    method: fc.constantFrom('recovery-code' as const, 'totp' as const, 'email' as const, undefined),
  }),
  maxRuns: 10,
  async check(fixture, { method }) {
    const operation = operationFor(fixture.policy, refusesRecoveryCodes);
    const subject = fixture.subject();
    const { recoveryCodes } = await fixture.enrollTotp(subject);
    const code = { method, value: recoveryCodes[0] };
    const result = await fixture.authorize(subject, operation, { code });
    equal(result.isOk(), false, `a recovery code opens nothing at ${operation}`);
    const left = await fixture.twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, recoveryCodes.length, 'it is not spent');
  },
});

function takesRecoveryCodes(rule: Rule): boolean {
  return asksFor('totp')(rule) && rule.recoveryCodes === 'accepted';
}

function refusesRecoveryCodes(rule: Rule): boolean {
  return asksFor('totp')(rule) && rule.recoveryCodes === 'refused';
}

/** Laws of codes. */
export const codeLaws: readonly FacadeLaw[] = [
  oneCodeGrantsOnce,
  earlierCodesAreClosed,
  recoveryCodesGrantOnce,
  refusedRecoveryCodes,
];
