/** Compares the operations that a policy declares with those that an application uses. @module */

import { type Policy, isPolicy } from '../domain/policy/policy.ts';
import { isReserved } from '../domain/policy/rule.ts';

/** Each list is in alphabetical order and names an operation once. */
export interface OperationAudit {
  /** The operations of the policy, without the library's own. */
  readonly declared: readonly string[];
  /** Used, but not declared: each call of such an operation is refused with `unknown-operation`. */
  readonly undeclared: readonly string[];
  /** Declared, but not used: the rule protects nothing. Often a misspelled or abandoned name. */
  readonly unused: readonly string[];
}

/**
 * Compares a policy with the operations that the routes and methods of an application use. A test
 * that expects `undeclared` (and `unused`) to be empty finds an unprotected route before a caller
 * does. For a route without an operation pass its path, so that the result lists it.
 *
 * @param used the operations in any order; the library's own (`second-factor.…`) are always
 *   declared
 * @throws {TypeError} if `policy` does not come from `definePolicy` or `parsePolicy`.
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
  const usedNames = new Set(used);
  const policyNames = new Set(Object.keys(policy.operations));
  const declared = [...policyNames].filter((name) => !isReserved(name)).sort();
  return {
    declared,
    undeclared: [...usedNames].filter((name) => !policyNames.has(name)).sort(),
    unused: declared.filter((name) => !usedNames.has(name)),
  };
}
