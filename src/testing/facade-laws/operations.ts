/** Finds the operations of a policy on which a law can be checked. @module */

import type { Factor } from '../../domain/policy/method.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import { grantsTrust, trustTermsOf } from '../../domain/subject/trust.ts';

/** The host's own operations whose rules satisfy the predicate. */
export function operationsWhere(policy: Policy, predicate: (rule: Rule) => boolean): readonly string[] {
  return Object.entries(policy.operations).flatMap(([operation, rule]) =>
    !rule.reserved && predicate(rule) ? [operation] : [],
  );
}

/** The first such operation. */
export function operationWhere(policy: Policy, predicate: (rule: Rule) => boolean): string | undefined {
  return operationsWhere(policy, predicate)[0];
}

/** Whether a rule asks for this factor. */
export function asksFor(factor: Factor): (rule: Rule) => boolean {
  return (rule) => rule.secondFactor === 'asked' && rule.methods.includes(factor);
}

/** Whether a rule asks for a code of an authenticator and trusts the client afterwards. */
export function trustsClients(policy: Policy): (rule: Rule) => boolean {
  return (rule) =>
    asksFor('totp')(rule) &&
    trustTermsOf(policy.trust, rule) !== undefined &&
    grantsTrust(policy.trust, rule);
}

/**
 * The first such operation, in a law that does not apply without one.
 *
 * @throws {RangeError} if no rule satisfies the predicate.
 */
export function operationFor(policy: Policy, predicate: (rule: Rule) => boolean): string {
  const operation = operationWhere(policy, predicate);
  if (operation === undefined) throw new RangeError('policy must have an operation for this law');
  return operation;
}

/** Returns why a law does not apply if no rule satisfies the predicate. */
export function needs(
  predicate: (rule: Rule, policy: Policy) => boolean,
  what: string,
): (policy: Policy) => string | undefined {
  return (policy) =>
    operationWhere(policy, (rule) => predicate(rule, policy)) === undefined
      ? `no operation ${what}`
      : undefined;
}

export const needsTotp: (policy: Policy) => string | undefined = needs(
  asksFor('totp'),
  'asks for an authenticator',
);

export const needsTrust: (policy: Policy) => string | undefined = needs(
  (rule, policy) => trustsClients(policy)(rule),
  'trusts clients after an authenticator',
);
