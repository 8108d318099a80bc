/** The policy: the operations, the rule of each, and the numbers. @module */

import { type Result, err, ok } from 'neverthrow';
import { deepFreeze } from '../base/deep-freeze.ts';
import { type InvalidField, anyObject, object, text } from './policy-fields.ts';
import {
  type AccessTokenSettings,
  type AttemptSettings,
  type EmailSettings,
  type EnrollmentSettings,
  type PolicySections,
  type RecoveryCodeSettings,
  type TotpSettings,
  type TrustSettings,
  policySections,
} from './policy-settings.ts';
import { type Rule, type RuleInput, isReserved, parseRule, reservedOperations } from './rule.ts';

/**
 * A policy as it is written. Only `issuer` and `operations` are required. Bounds are in brackets.
 */
export interface PolicyInput<Operation extends string = string> {
  /** The name that authenticator apps show; 1 to 64 characters, no colon (Key URI format). */
  readonly issuer: string;
  /** Every operation that exists, by name. Any other name is refused with `unknown-operation`. */
  readonly operations: Readonly<Record<Operation, RuleInput>>;
  /**
   * Authenticator apps. All but `window` is stored with each enrollment, so a change governs new
   * ones only.
   */
  readonly totp?: Partial<TotpSettings>;
  readonly email?: Partial<EmailSettings>;
  readonly recoveryCodes?: Partial<RecoveryCodeSettings>;
  readonly trust?: Partial<TrustSettings>;
  readonly attempts?: Partial<AttemptSettings>;
  readonly enrollment?: Partial<EnrollmentSettings>;
  readonly accessTokens?: Partial<AccessTokenSettings>;
}

declare const checked: unique symbol;

/** A checked policy. Only `definePolicy` and `parsePolicy` make one. */
export interface Policy<Operation extends string = string> extends PolicySections {
  readonly [checked]: Operation;
  readonly issuer: string;
  readonly operations: Readonly<Record<string, Rule>>;
}

/**
 * The names of a policy's operations: `OperationOf<typeof policy>`, such as `'login' |
 * 'settings.save'`.
 */
export type OperationOf<APolicy extends Policy> = APolicy extends Policy<infer Operation> ? Operation : never;

/** Why configuration was refused: the field, and what it must be. */
export interface InvalidPolicy extends InvalidField {
  readonly kind: 'invalid-policy';
}

/**
 * A policy written in code. Operation names are inferred, so a misspelled name does not compile.
 *
 * @throws {RangeError} if a field is out of bounds, unknown or contradictory; the message names it.
 * @example
 * ```ts
 * import { definePolicy } from 'second-factor';
 *
 * const policy = definePolicy({ issuer: 'Acme', operations: { login: {}, 'settings.save': {} } });
 * policy.trust.seconds; // => 300
 * ```
 */
export function definePolicy<const Operation extends string>(
  input: PolicyInput<Operation>,
): Policy<Operation> {
  const policy = parsePolicy(input);
  if (policy.isErr())
    throw new RangeError(`policy: ${policy.error.field || 'the policy'} ${policy.error.problem}`);
  return policy.value as Policy<Operation>;
}

/**
 * A policy from outside (JSON, a settings page): returns what is wrong with it instead of throwing.
 */
export function parsePolicy(input: unknown): Result<Policy, InvalidPolicy> {
  return readPolicy(input).mapErr((refusal) => ({ kind: 'invalid-policy' as const, ...refusal }));
}

/**
 * Whether `definePolicy` or `parsePolicy` made this policy. A look-alike (JSON, a copy) is refused.
 */
export function isPolicy(value: unknown): value is Policy {
  return typeof value === 'object' && value !== null && known.has(value);
}

/**
 * The rule of an operation, or `undefined` for an unknown one (also for names that objects
 * inherit).
 */
export function ruleOf(policy: Policy, operation: string): Rule | undefined {
  return typeof operation === 'string' && Object.hasOwn(policy.operations, operation)
    ? policy.operations[operation]
    : undefined;
}

function readPolicy(input: unknown): Result<Policy, InvalidField> {
  return object(input, '', {
    issuer: text(undefined, /^[^:\p{Cc}\p{Cs}]{1,64}$/u, 'must be 1 to 64 characters without a colon'),
    operations: anyObject,
    ...policySections,
  }).andThen((given) => {
    const { firstLockSeconds, maxLockSeconds } = given.attempts;
    if (maxLockSeconds < firstLockSeconds)
      return err({ field: 'attempts.maxLockSeconds', problem: 'must be at least attempts.firstLockSeconds' });
    return readOperations(given.operations, given.enrollment.firstFactor).map((operations) =>
      remember({ ...given, operations }),
    );
  });
}

const operationName = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

function readOperations(
  given: Readonly<Record<string, unknown>>,
  firstFactor: EnrollmentSettings['firstFactor'],
): Result<Readonly<Record<string, Rule>>, InvalidField> {
  const rules: Record<string, Rule> = Object.create(null) as Record<string, Rule>;
  for (const name of new Set<string>([...Object.keys(given), ...reservedOperations])) {
    const field = `operations.${name}`;
    if (!operationName.test(name))
      return err({ field: 'operations', problem: 'names must be 1 to 200 printable characters' });
    // A misspelled reserved name would tighten nothing.
    if (name.startsWith('second-factor.') && !isReserved(name))
      return err({ field, problem: `is reserved; the known names are ${reservedOperations.join(', ')}` });
    const rule = parseRule(Object.hasOwn(given, name) ? given[name] : {}, name, field, firstFactor);
    if (rule.isErr()) return err(rule.error);
    rules[name] = rule.value;
  }
  return ok(rules);
}

/** Policies that were checked. */
const known = new WeakSet<object>();

function remember(checkedPolicy: Omit<Policy, typeof checked>): Policy {
  known.add(deepFreeze(checkedPolicy));
  return checkedPolicy as Policy;
}
