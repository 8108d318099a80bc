/** Finds the operations of a policy on which a law can be checked. @module */

import type { Factor } from '../../domain/policy/method.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import { trustSecondsOf } from '../../domain/subject/trust.ts';

/** The host's own operations whose rules match; reserved operations are left out. */
export function operationsWhere(policy: Policy, matches: (rule: Rule) => boolean): readonly string[] {
  return Object.entries(policy.operations).flatMap(([operation, rule]) =>
    !rule.reserved && matches(rule) ? [operation] : [],
  );
}

/** The first operation whose rule matches. */
export function operationWhere(policy: Policy, matches: (rule: Rule) => boolean): string | undefined {
  return operationsWhere(policy, matches)[0];
}

/** Matches rules that ask for this factor. */
export function asksFor(factor: Factor): (rule: Rule) => boolean {
  return (rule) => rule.secondFactor === 'asked' && rule.methods.includes(factor);
}

/** Matches rules that ask for an authenticator's code and then grant trust to the client. */
export function grantsTrust(policy: Policy): (rule: Rule) => boolean {
  return (rule) => asksFor('totp')(rule) && trustSecondsOf(policy.trust, rule) !== undefined;
}

/**
 * The first operation whose rule matches, for a law that does not apply without one.
 *
 * @throws {RangeError} if no rule matches.
 */
export function operationFor(policy: Policy, matches: (rule: Rule) => boolean): string {
  const operation = operationWhere(policy, matches);
  if (operation === undefined) throw new RangeError('policy must have an operation that this law can use');
  return operation;
}

/** The `notApplicable` of a law that needs an operation whose rule matches. */
export function needs(
  matches: (rule: Rule, policy: Policy) => boolean,
  description: string,
): (policy: Policy) => string | undefined {
  return (policy) =>
    operationWhere(policy, (rule) => matches(rule, policy)) === undefined
      ? `no operation ${description}`
      : undefined;
}

export const needsTotp: (policy: Policy) => string | undefined = needs(
  asksFor('totp'),
  'asks for an authenticator',
);

export const needsTrust: (policy: Policy) => string | undefined = needs(
  (rule, policy) => grantsTrust(policy)(rule),
  'trusts clients after an authenticator code',
);
