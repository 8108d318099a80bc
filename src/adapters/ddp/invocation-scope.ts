/** The scope of one invocation: calls that are made within it inherit the factor that was verified in it, and nothing else. @module */

import { type Result, ResultAsync, ok } from 'neverthrow';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { isFactor, isMethod } from '../../domain/policy/method.ts';
import { type Policy, isPolicy, ruleOf } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import type { Credentials, PresentedCode, TwoFactor } from '../../ports/two-factor.ts';

/** Who makes a call, from where, and with what. */
export interface Caller extends Credentials {
  readonly subject: string;
  /** The scope that this call is made within, if any; a scope of another subject, or one that is over, counts for nothing. */
  readonly parent?: InvocationScope | undefined;
}

/** One invocation, while it lasts. */
export interface InvocationScope {
  readonly subject: string;
  /**
   * Permission for an operation within this invocation, inherited or by `twoFactor.authorize`. Calls are judged one after the other. The
   * caller's code (a nested call has its outer call's as well) is presented until it has been compared, then never again.
   */
  authorize(operation: string): ResultAsync<Grant, Denial>;
}

export interface InvocationScopes {
  /** Runs one invocation; when `body` is done, or has thrown, nothing is inherited from it any more. */
  run<Answer>(caller: Caller, body: (scope: InvocationScope) => Answer | Promise<Answer>): Promise<Answer>;
}

export interface ScopeOptions<Operation extends string> {
  /** The policy that the façade decides by, or a function that answers the current one. */
  readonly policy: Policy<Operation> | (() => Policy<Operation>);
}

/** What a scope keeps to itself. */
interface State {
  readonly caller: Caller;
  /** What was granted in this invocation; only a verified factor among it is ever inherited. */
  readonly grants: Grant[];
  /** The caller's code, until it was compared. */
  code: PresentedCode | undefined;
  /** Settles when the last decision that was asked for is made. */
  turn: Promise<unknown>;
  open: boolean;
}

/**
 * Invocations whose nested calls inherit a proof. Only an authenticator, emailed or recovery code that was verified in this very
 * invocation is inherited, for the same subject, by operations whose rule asks for a second factor and allows that method (a recovery
 * code stands in for any). Never inherited: trust, an access token or anything in a call that came with one, an exemption, a password;
 * what was presented for a reserved operation; and nothing by a reserved operation.
 *
 * @throws {TypeError} where the policy is not one that `definePolicy` or `parsePolicy` made.
 */
export function createInvocationScope<Operation extends string>(
  twoFactor: Pick<TwoFactor<Operation>, 'authorize'>,
  options: ScopeOptions<NoInfer<Operation>>,
): InvocationScopes {
  const { policy } = options;
  if (typeof policy !== 'function' && !isPolicy(policy))
    throw new TypeError('policy must come from definePolicy() or parsePolicy()');
  const states = new WeakMap<InvocationScope, State>();

  return {
    async run(caller, body) {
      const state: State = { caller, grants: [], code: caller.code, turn: Promise.resolve(), open: true };
      const scope = openScope(state);
      states.set(scope, state);
      try {
        return await body(scope);
      } finally {
        state.open = false;
      }
    },
  };

  function openScope(state: State): InvocationScope {
    return Object.freeze({
      subject: state.caller.subject,
      authorize(operation: string): ResultAsync<Grant, Denial> {
        const outermost = lineOf(state).at(-1) ?? state;
        const answer = outermost.turn.then(() => decide(state, operation));
        outermost.turn = answer.catch(() => undefined);
        return new ResultAsync(answer);
      },
    });
  }

  async function decide(state: State, operation: string): Promise<Result<Grant, Denial>> {
    const { subject, client, accessToken } = state.caller;
    const line = lineOf(state);
    const rule = currentRule(operation);
    const proof = accessToken === undefined && rule !== undefined ? proofFor(rule, line) : undefined;
    if (proof !== undefined) return ok(inherited(proof, operation));
    const holder = line.find(({ code }) => code !== undefined);
    const answer = await twoFactor.authorize({
      subject,
      operation: operation as Operation,
      client,
      accessToken,
      code: holder?.code,
    });
    if (holder?.code?.value !== undefined && wasCompared(answer)) holder.code = undefined;
    // A code for a reserved operation may have gone to an address that is no enrolled factor.
    const mayPassOn = accessToken === undefined && rule?.reserved === false;
    if (mayPassOn && answer.isOk()) state.grants.push(answer.value);
    return answer;
  }

  /** This invocation and those that it is nested in, as far as they are still under way and for the same subject. */
  function lineOf(state: State): readonly State[] {
    const line: State[] = [];
    let at: State | undefined = state;
    while (at !== undefined && at.open && at.caller.subject === state.caller.subject) {
      line.push(at);
      at = at.caller.parent === undefined ? undefined : states.get(at.caller.parent);
    }
    return line;
  }

  /** `undefined` where the policy cannot be had: `authorize` will say so. */
  function currentRule(operation: string): Rule | undefined {
    try {
      const current: unknown = typeof policy === 'function' ? policy() : policy;
      return isPolicy(current) ? ruleOf(current, operation) : undefined;
    } catch {
      return undefined;
    }
  }
}

function proofFor(rule: Rule, line: readonly State[]): Grant | undefined {
  if (rule.reserved || rule.secondFactor !== 'asked' || rule.methods.length === 0) return undefined;
  return line
    .flatMap(({ grants }) => grants)
    .find(({ by }) => by === 'recovery-code' || (isFactor(by) && rule.methods.includes(by)));
}

function inherited({ subject, by, at }: Grant, operation: string): Grant {
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

/** Whether the code may have been compared; an unknown outcome counts as if it had been. */
function wasCompared(answer: Result<Grant, Denial>): boolean {
  if (answer.isOk()) return isMethod(answer.value.by);
  const denial = answer.error;
  return (
    denial.kind === 'too-many-attempts' ||
    denial.kind === 'factor-disabled' ||
    denial.kind === 'unavailable' ||
    (denial.kind === 'second-factor-invalid' && denial.reason === 'wrong-code')
  );
}
