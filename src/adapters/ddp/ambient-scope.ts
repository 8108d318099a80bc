/** Carries the scope of an invocation to nested calls by an `AsyncLocalStorage`. @module */

import type { ResultAsync } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';
import {
  type Caller,
  type InvocationScope,
  type ScopeOptions,
  createInvocationScope,
} from './invocation-scope.ts';

/**
 * The part of `AsyncLocalStorage` (`node:async_hooks`, also in Bun, Deno and workers) that is used.
 */
export interface ScopeStorage {
  run<Value>(scope: InvocationScope, body: () => Value): Value;
  getStore(): InvocationScope | undefined;
}

export interface AmbientScopeOptions<Operation extends string> extends ScopeOptions<Operation> {
  /**
   * `new AsyncLocalStorage()`, used for nothing else. It is an option so that this entry also loads
   * on runtimes without `node:async_hooks`.
   */
  readonly storage: ScopeStorage;
}

export interface AmbientScope {
  /**
   * Runs one invocation. If it starts within another invocation, it is a nested call of that one.
   */
  run<Value>(
    caller: Omit<Caller, 'parent'>,
    body: (scope: InvocationScope) => Value | Promise<Value>,
  ): Promise<Value>;
  /**
   * Authorizes an operation within the current invocation.
   *
   * @throws {TypeError} if there is no current invocation.
   */
  authorize(operation: string): ResultAsync<Grant, Denial>;
}

/**
 * Does what `createInvocationScope` does, without passing the scope from call to call. Work that
 * outlives its invocation (a timer, a promise that is not awaited) still has the scope, but
 * inherits nothing from it.
 *
 * @throws {TypeError} if `policy` was not made by `definePolicy` or `parsePolicy`.
 */
export function createAmbientScope<Operation extends string>(
  twoFactor: Pick<TwoFactor<Operation>, 'authorize'>,
  options: AmbientScopeOptions<NoInfer<Operation>>,
): AmbientScope {
  const { storage } = options;
  const scopes = createInvocationScope(twoFactor, options);
  return {
    run: (caller, body) =>
      scopes.run({ ...caller, parent: storage.getStore() }, (scope) => storage.run(scope, () => body(scope))),
    authorize(operation) {
      const scope = storage.getStore();
      if (scope === undefined) throw new TypeError('authorize() must be called within run()');
      return scope.authorize(operation);
    },
  };
}
