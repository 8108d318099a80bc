/** Which of a policy's operations a law can be shown on. @module */

import type { Factor } from '../../domain/policy/method.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import { trustSecondsOf } from '../../domain/subject/trust.ts';

/** The host's own operations whose rules fit. */
export function operationsWhere(policy: Policy, fits: (rule: Rule) => boolean): readonly string[] {
  return Object.entries(policy.operations).flatMap(([operation, rule]) =>
    !rule.reserved && fits(rule) ? [operation] : [],
  );
}

/** The first of them. */
export function operationWhere(policy: Policy, fits: (rule: Rule) => boolean): string | undefined {
  return operationsWhere(policy, fits)[0];
}

/** An operation that asks for this factor. */
export function asks(factor: Factor): (rule: Rule) => boolean {
  return (rule) => rule.secondFactor === 'asked' && rule.methods.includes(factor);
}

/** An operation that asks for an authenticator's code and trusts the client afterwards. */
export function trusts(policy: Policy): (rule: Rule) => boolean {
  return (rule) => asks('totp')(rule) && trustSecondsOf(policy.trust, rule) !== undefined;
}

/** Such an operation where the law has made sure that there is one. */
export function operationFor(policy: Policy, fits: (rule: Rule) => boolean): string {
  const operation = operationWhere(policy, fits);
  if (operation === undefined) throw new RangeError('no operation of the policy fits this law');
  return operation;
}

/** Says why a law does not apply where no operation fits. */
export function needs(
  fits: (rule: Rule, policy: Policy) => boolean,
  what: string,
): (policy: Policy) => string | undefined {
  return (policy) =>
    operationWhere(policy, (rule) => fits(rule, policy)) === undefined ? `no operation ${what}` : undefined;
}

export const needsTotp: (policy: Policy) => string | undefined = needs(
  asks('totp'),
  'asks for an authenticator',
);

export const needsTrust: (policy: Policy) => string | undefined = needs(
  (rule, policy) => trusts(policy)(rule),
  'trusts clients after an authenticator',
);
