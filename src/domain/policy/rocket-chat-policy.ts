/**
 * The policy of a Rocket.Chat server, as far as it is safe: its options, its durations, its
 * automatic email codes.
 * @module
 */

import { type Policy, type PolicyInput, definePolicy } from './policy.ts';
import { type RocketChatOptions, ruleFromOptions } from './rule-from-options.ts';
import type { RuleInput } from './rule.ts';

/**
 * An operation by that system's options, by the fields of a rule, or both: the options then only
 * tighten.
 */
export type RocketChatOperation = RocketChatOptions & RuleInput;

/** As for `definePolicy`, with operations that may be written in Rocket.Chat's options. */
export interface RocketChatPolicyInput<Operation extends string = string> extends Omit<
  PolicyInput<Operation>,
  'operations'
> {
  readonly operations: Readonly<Record<Operation, RocketChatOperation>>;
}

/**
 * A policy that asks as a Rocket.Chat server does: email codes of an hour, for every account with a
 * verified address without asking, and clients trusted for 300 seconds (newer servers: `trust: {
 * seconds: 1800 }`). Every other number is the stricter default of this library, and every section
 * can be set as in `definePolicy`.
 *
 * @throws {RangeError} if `definePolicy` or `ruleFromOptions` refuses the input.
 * @example
 * ```ts
 * import { rocketChatPolicy } from 'second-factor';
 *
 * const policy = rocketChatPolicy({
 *   issuer: 'Acme',
 *   operations: { login: {}, 'users.update': {}, 'users.2fa.disableEmail': { disableRememberMe: true } },
 *   trust: { seconds: 1800 },
 * });
 * policy.email.codeSeconds; // => 3600
 * policy.operations['users.2fa.disableEmail']?.trustedClients; // => 'ignored'
 * ```
 */
export function rocketChatPolicy<const Operation extends string>(
  input: RocketChatPolicyInput<Operation>,
): Policy<Operation> {
  return definePolicy({
    ...input,
    operations: rulesOf(input.operations),
    email: { enrollment: 'automatic', codeSeconds: 3600, ...input.email },
    trust: { seconds: 300, ...input.trust },
  });
}

/** Non-objects stay as they are: `definePolicy` refuses them by name. */
function rulesOf<Operation extends string>(
  operations: Readonly<Record<Operation, RocketChatOperation>>,
): Readonly<Record<Operation, RuleInput>> {
  if (!isObject(operations)) return operations;
  const entries = Object.entries<RocketChatOperation>(operations);
  const rules = entries.map(([name, operation]) => [
    name,
    isObject(operation) ? ruleOf(operation) : operation,
  ]);
  return Object.fromEntries(rules) as Record<Operation, RuleInput>;
}

function ruleOf(operation: RocketChatOperation): RuleInput {
  const { disablePasswordFallback, disableRememberMe, requireSecondFactor, ...rule } = operation;
  return { ...rule, ...ruleFromOptions({ disablePasswordFallback, disableRememberMe, requireSecondFactor }) };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
