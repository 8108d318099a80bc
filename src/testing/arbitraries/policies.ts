/** Random policies: each field at its bounds, between them, or left out. @module */

import fc, { type Arbitrary } from 'fast-check';
import { maxTrustSeconds } from '../../domain/policy/policy-settings.ts';
import { type Policy, type PolicyInput, definePolicy } from '../../domain/policy/policy.ts';
import type { RuleInput } from '../../domain/policy/rule.ts';

/** Integers; both bounds and their neighbors are drawn often. */
function between(min: number, max: number): Arbitrary<number> {
  const edges = [min, min + 1, max - 1, max].filter((edge) => min <= edge && edge <= max);
  return fc.oneof(fc.constantFrom(...edges), fc.integer({ min, max }));
}

/** Rules of operations other than `login`. */
export const ruleInput: Arbitrary<RuleInput> = fc.record(
  {
    secondFactor: fc.constantFrom('asked', 'asked', 'asked', 'exempt'),
    methods: fc.constantFrom<NonNullable<RuleInput['methods']>>(
      ['totp', 'email'],
      ['email', 'totp'],
      ['totp'],
      ['email'],
    ),
    recoveryCodes: fc.constantFrom('accepted', 'accepted', 'refused'),
    passwordFallback: fc.constantFrom('allowed', 'forbidden'),
    trustedClients: fc.constantFrom('honoured', 'ignored'),
    accessTokens: fc.constantFrom('may-bypass', 'no-bypass'),
    whenNotEnrolled: fc.constantFrom('allow', 'refuse'),
    maxAgeSeconds: between(0, maxTrustSeconds),
    grantsTrust: fc.constantFrom('where-honoured', 'always', 'never'),
  },
  { requiredKeys: [] },
);

const attempts = fc
  .record({
    free: between(1, 20),
    locks: fc.tuple(between(1, 86_400), between(1, 86_400)),
    disableAt: fc.oneof(fc.constant('never' as const), between(5, 100)),
  })
  .map(({ free, locks, disableAt }) => ({
    free,
    firstLockSeconds: Math.min(...locks),
    maxLockSeconds: Math.max(...locks),
    disableAt,
  }));

/** Inputs of `definePolicy` with the operations `login`, `save` and `delete`. */
export const policyInput: Arbitrary<PolicyInput<'login' | 'save' | 'delete'>> = fc.record(
  {
    issuer: fc.constantFrom('Acme', 'Ärzte & Co', 'x'.repeat(64)),
    operations: fc.record({
      login: fc.constantFrom({}, { grantsTrust: 'always' as const }),
      save: ruleInput,
      delete: ruleInput,
    }),
    totp: fc.record(
      {
        digits: between(6, 8),
        periodSeconds: between(15, 120),
        window: between(0, 2),
        algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
        secretBytes: between(16, 64),
      },
      { requiredKeys: [] },
    ),
    email: fc.record(
      {
        enrollment: fc.constantFrom('explicit', 'automatic'),
        digits: between(6, 10),
        codeSeconds: between(60, 3600),
        cooldownSeconds: between(10, 3600),
        mailsPer5Minutes: between(1, 100),
        mailsPerDay: between(1, 1000),
      },
      { requiredKeys: [] },
    ),
    recoveryCodes: fc.record({ count: between(4, 50), lowAt: between(0, 50) }, { requiredKeys: [] }),
    trust: fc.record(
      { seconds: between(0, maxTrustSeconds), maxClients: between(1, 100) },
      { requiredKeys: [] },
    ),
    attempts,
    enrollment: fc.record(
      {
        pendingSeconds: between(60, 86_400),
        firstFactor: fc.constantFrom('fresh-session', 'session', 'refuse'),
        freshSeconds: between(60, 86_400),
        grantsTrust: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    accessTokens: fc.record(
      { maxPerSubject: between(1, 1000), lastUsedEverySeconds: between(1, 86_400) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['issuer', 'operations'] },
);

/** Policies that `definePolicy` returned. */
export const policy: Arbitrary<Policy<'login' | 'save' | 'delete'>> = policyInput.map((input) =>
  definePolicy(input),
);
