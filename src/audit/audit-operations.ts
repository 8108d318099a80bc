/** Which operations a policy declares, and which ones an application asks for. @module */

import { type Policy, isPolicy } from '../domain/policy/policy.ts';
import { isReserved } from '../domain/policy/rule.ts';

/** Names in alphabetical order, each once. */
export interface OperationAudit {
  /** Every operation of the policy but the library's own. */
  readonly declared: readonly string[];
  /** Asked for, but unknown to the policy: each of these calls is refused with `unknown-operation`. */
  readonly undeclared: readonly string[];
  /** Declared, but asked for by nothing: a rule that protects nothing, often under a name that was misspelt or given up. */
  readonly unused: readonly string[];
}

/**
 * Compares a policy with the operations that an application asks for: those of its routes and methods. A test that expects `undeclared`
 * (and `unused`) to be empty finds the route that nobody thought of before a caller does. Name a route that has no operation by its
 * path, so that it is listed.
 *
 * @param used the operations asked for, in any order; the library's own (`second-factor.…`) are always declared
 * @throws {TypeError} where the policy is not one that `definePolicy` or `parsePolicy` made
 * @example
 * ```ts
 * import { definePolicy } from 'second-factor';
 * import { auditOperations } from 'second-factor/audit';
 *
 * const policy = definePolicy({ issuer: 'Acme', operations: { login: {}, 'settings.save': {}, 'account.delete': {} } });
 * const routes = { 'POST /login': 'login', 'POST /settings': 'settings.save', 'GET /export': undefined };
 *
 * auditOperations(policy, Object.entries(routes).map(([path, operation]) => operation ?? path));
 * // => { declared: ['account.delete', 'login', 'settings.save'], undeclared: ['GET /export'], unused: ['account.delete'] }
 * ```
 */
export function auditOperations(policy: Policy, used: Iterable<string>): OperationAudit {
  if (!isPolicy(policy)) throw new TypeError('policy must come from definePolicy() or parsePolicy()');
  const asked = new Set(used);
  const known = new Set(Object.keys(policy.operations));
  const declared = [...known].filter((name) => !isReserved(name)).sort();
  return {
    declared,
    undeclared: [...asked].filter((name) => !known.has(name)).sort(),
    unused: declared.filter((name) => !asked.has(name)),
  };
}
