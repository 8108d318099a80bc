/** The scope of an invocation as the ambient context of Node: an `AsyncLocalStorage` carries it to nested calls. @module */

import type { ResultAsync } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';
import {
  type Caller,
  type InvocationScope,
  type ScopeOptions,
  createInvocationScope,
} from './invocation-scope.ts';

/** The part of `AsyncLocalStorage` (`node:async_hooks`, also in Bun, Deno and workers) that is used. */
export interface ScopeStorage {
  run<Answer>(scope: InvocationScope, body: () => Answer): Answer;
  getStore(): InvocationScope | undefined;
}

export interface AmbientScopeOptions<Operation extends string> extends ScopeOptions<Operation> {
  /** `new AsyncLocalStorage()`, for this alone. Handed in, so that this entry also loads where there is no such module. */
  readonly storage: ScopeStorage;
}

export interface AmbientScope {
  /** Runs one invocation; one that is started within another is its nested call. */
  run<Answer>(
    caller: Omit<Caller, 'parent'>,
    body: (scope: InvocationScope) => Answer | Promise<Answer>,
  ): Promise<Answer>;
  /**
   * Permission within the current invocation.
   *
   * @throws {TypeError} outside of any.
   */
  authorize(operation: string): ResultAsync<Grant, Denial>;
}

/**
 * The same as `createInvocationScope`, without handing the scope from call to call. Work that outlives its invocation (a timer, a promise
 * nobody waits for) still sees the scope, but inherits nothing from it.
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
      if (scope === undefined) throw new TypeError('authorize() was called outside of run()');
      return scope.authorize(operation);
    },
  };
}
