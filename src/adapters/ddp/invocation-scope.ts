/** The scope of one invocation, whose nested calls inherit a factor verified in it. @module */

import { type Result, ResultAsync, ok } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { isFactor, isMethod } from '../../domain/policy/method.ts';
import { type Policy, isPolicy, ruleOf } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import type { Credentials, PresentedCode } from '../../ports/credentials.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';

/** The subject of a call, and the credentials that the call carries. */
export interface Caller extends Credentials {
  readonly subject: string;
  /**
   * The scope of the call that makes this one. Nothing is inherited from the scope of another
   * subject or of an invocation that has ended.
   */
  readonly parent?: InvocationScope | undefined;
}

/** One invocation while it runs. */
export interface InvocationScope {
  readonly subject: string;
  /**
   * Authorizes an operation within this invocation, by inheritance or by `twoFactor.authorize`.
   * Decisions are made one at a time. The caller's code is presented until it has been compared,
   * and never again. A nested call also presents the code of its outer call.
   */
  authorize(operation: string): ResultAsync<Grant, Denial>;
}

export interface InvocationScopes {
  /** Runs one invocation. After `body` has settled, nothing is inherited from the invocation. */
  run<Value>(caller: Caller, body: (scope: InvocationScope) => Value | Promise<Value>): Promise<Value>;
}

export interface ScopeOptions<Operation extends string> {
  /** The policy of the façade, or a function that returns the current one. */
  readonly policy: Policy<Operation> | (() => Policy<Operation>);
  /**
   * The current instant in epoch milliseconds, by which the age of a grant is measured. It need not
   * agree with the clock of the façade. Default the system clock.
   */
  readonly now?: (() => number) | undefined;
}

/**
 * The age at which a grant is inherited no more. A scope does not see a reset or a deletion of the
 * account, so it must not stand in for the façade for long.
 */
const maxInheritedAgeMs = 60_000;

/** A grant, and when it was asked for by the clock of the scopes. */
interface DatedGrant {
  readonly grant: Grant;
  readonly askedAt: number;
}

/** The private state of a scope. */
interface InvocationState {
  readonly caller: Caller;
  /** The grants that nested calls may inherit, if a factor earned them. */
  readonly grants: DatedGrant[];
  /** The caller's code, until it is used up. */
  code: PresentedCode | undefined;
  /** Settles after the decision that was requested last, so that decisions queue. */
  lastDecision: Promise<unknown>;
  running: boolean;
}

/**
 * Makes invocations whose nested calls inherit a factor verified in the same invocation.
 *
 * A grant is inherited if an authenticator code, an emailed code or a recovery code earned it, in
 * this invocation and for the same subject. The inheriting operation's rule must ask for a second
 * factor and allow that method; a recovery code stands in for any method. The grant must be less
 * than 60 s old, and younger than the rule's `maxAgeSeconds`. Open one scope for each call, never
 * one for a connection.
 *
 * Never inherited: trust, an exemption, a password, an access token, and any grant of a call that
 * carries an access token. A reserved operation neither inherits a grant nor passes one on.
 *
 * @throws {TypeError} if `policy` was not made by `definePolicy` or `parsePolicy`.
 */
export function createInvocationScope<Operation extends string>(
  twoFactor: Pick<TwoFactor<Operation>, 'authorize'>,
  options: ScopeOptions<NoInfer<Operation>>,
): InvocationScopes {
  const { policy, now = () => Date.now() } = options;
  if (typeof policy !== 'function' && !isPolicy(policy))
    throw new TypeError('policy must be made by definePolicy() or parsePolicy()');
  const states = new WeakMap<InvocationScope, InvocationState>();

  return {
    async run(caller, body) {
      const state: InvocationState = {
        caller,
        grants: [],
        code: caller.code,
        lastDecision: Promise.resolve(),
        running: true,
      };
      const scope = openScope(state);
      states.set(scope, state);
      try {
        return await body(scope);
      } finally {
        state.running = false;
      }
    },
  };

  function openScope(state: InvocationState): InvocationScope {
    return Object.freeze({
      subject: state.caller.subject,
      authorize(operation: string): ResultAsync<Grant, Denial> {
        const outermost = callChain(state).at(-1) ?? state;
        const decision = outermost.lastDecision.then(() => authorizeInChain(state, operation));
        outermost.lastDecision = decision.catch(() => undefined);
        return new ResultAsync(decision);
      },
    });
  }

  async function authorizeInChain(state: InvocationState, operation: string): Promise<Result<Grant, Denial>> {
    const { subject, client, accessToken } = state.caller;
    const chain = callChain(state);
    const rule = currentRule(operation);
    const askedAt = readClock();
    const inheritable =
      accessToken === undefined && rule !== undefined
        ? findInheritableGrant(rule, chain, askedAt)
        : undefined;
    if (inheritable !== undefined) return ok(inheritedGrant(inheritable, operation));
    const codeHolder = chain.find(({ code }) => code !== undefined);
    const result = await twoFactor.authorize({
      subject,
      operation: operation as Operation,
      client,
      accessToken,
      code: codeHolder?.code,
    });
    if (codeHolder?.code?.value !== undefined && isCodeUsedUp(result)) codeHolder.code = undefined;
    // A code for a reserved operation may have been sent to an address that is not an enrolled
    // factor.
    const isInheritable = accessToken === undefined && rule?.reserved === false;
    if (isInheritable && result.isOk()) state.grants.push({ grant: result.value, askedAt });
    return result;
  }

  /**
   * This invocation and the outer ones that are still running for the same subject, innermost
   * first.
   */
  function callChain(state: InvocationState): readonly InvocationState[] {
    const chain: InvocationState[] = [];
    let current: InvocationState | undefined = state;
    while (current !== undefined && current.running && current.caller.subject === state.caller.subject) {
      chain.push(current);
      const { parent }: Caller = current.caller;
      current = parent === undefined ? undefined : states.get(parent);
    }
    return chain;
  }

  /** `NaN` if the clock fails: then nothing is inherited. */
  function readClock(): number {
    try {
      return now();
    } catch {
      return Number.NaN;
    }
  }

  /** `undefined` if there is no valid policy. `authorize` then reports the failure. */
  function currentRule(operation: string): Rule | undefined {
    try {
      const current: unknown = typeof policy === 'function' ? policy() : policy;
      return isPolicy(current) ? ruleOf(current, operation) : undefined;
    } catch {
      return undefined;
    }
  }
}

function findInheritableGrant(rule: Rule, chain: readonly InvocationState[], now: number): Grant | undefined {
  if (rule.reserved || rule.secondFactor !== 'asked' || rule.methods.length === 0) return undefined;
  const endAgeMs = Math.min(maxInheritedAgeMs, (rule.maxAgeSeconds ?? Number.POSITIVE_INFINITY) * 1000);
  return chain
    .flatMap(({ grants }) => grants)
    .filter(({ askedAt }) => now >= askedAt && now - askedAt < endAgeMs)
    .map(({ grant }) => grant)
    .find(({ by }) =>
      by === 'recovery-code' ? rule.recoveryCodes === 'accepted' : isFactor(by) && rule.methods.includes(by),
    );
}

function inheritedGrant({ subject, by, at }: Grant, operation: string): Grant {
  return {
    subject,
    operation,
    by,
    at,
    trace: [
      { step: 'operation', result: 'known' },
      { step: 'code', result: `inherited ${by}` },
    ],
  };
}

/**
 * Whether the code must not be presented again: it was compared, may have been compared, or its
 * method refuses every comparison.
 */
function isCodeUsedUp(result: Result<Grant, Denial>): boolean {
  if (result.isOk()) return isMethod(result.value.by);
  const denial = result.error;
  return (
    denial.kind === 'too-many-attempts' ||
    denial.kind === 'factor-disabled' ||
    denial.kind === 'unavailable' ||
    (denial.kind === 'second-factor-invalid' &&
      (denial.reason === 'wrong-code' || denial.reason === 'code-already-used'))
  );
}
