/** The decision: one pure function from policy, state, request and instant to a verdict with its trace. @module */

import { equalInConstantTime } from '../base/constant-time.ts';
import { type Instant, isUnexpired } from '../base/instant.ts';
import type { Secret } from '../base/secret.ts';
import { type TypedCode, candidatesFor } from '../codes/typed-code.ts';
import { type Policy, ruleOf } from '../policy/policy.ts';
import type { Rule } from '../policy/rule.ts';
import { locksOf } from '../subject/attempts.ts';
import type { Candidate } from '../subject/charge.ts';
import { hasFactor } from '../subject/enrolled.ts';
import { isTrustLive, trustSecondsOf, trustedUntil } from '../subject/trust.ts';
import { type Asked, type Facts, chooseMethod, fallbacksOf } from './challenge.ts';
import type { AccessTokenRefused, Denial, Grant, GrantedBy } from './denial.ts';
import type { Trace, TraceEntry, TraceStep } from './trace.ts';

/** A personal access token that was authenticated, as a decision is handed it. */
export interface PresentedToken {
  readonly id: string;
  readonly digest: Secret<string>;
}

/** What is asked: by whom, for what, and what came along. */
export interface AccessRequest {
  readonly subject: string;
  readonly operation: string;
  readonly token: PresentedToken | undefined;
  /** Whether something identifies the client; its trust is in the state. */
  readonly clientKnown: boolean;
  /** The method that the caller would rather be asked for (P15). */
  readonly preferredMethod: string | undefined;
  readonly code: TypedCode | undefined;
  /** Whether the caller asks for another emailed code. */
  readonly resend: boolean;
}

/** A denial: what always follows where the operation or the account is unknown. */
export type Denied = { readonly kind: 'denied'; readonly denial: Denial };

/** What follows without a code: a grant, a denial, or a method to ask for. */
export type Conclusion =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | Denied
  | { readonly kind: 'ask'; readonly asked: Asked; readonly trace: Trace };

/** What follows: a conclusion, or a code to verify (charge, compare, settle). */
export type Verdict =
  | Conclusion
  | { readonly kind: 'verify'; readonly candidates: readonly Candidate[]; readonly trace: Trace };

/**
 * May this subject do this operation now, and if not, what must they present? Same inputs, same verdict, same trace.
 * `facts` is `undefined` where the account does not exist.
 */
export function decide(policy: Policy, facts: undefined, request: AccessRequest, at: Instant): Denied;
export function decide(
  policy: Policy,
  facts: Facts | undefined,
  request: AccessRequest,
  at: Instant,
): Verdict;
export function decide(
  policy: Policy,
  facts: Facts | undefined,
  request: AccessRequest,
  at: Instant,
): Verdict {
  const trace: TraceEntry[] = [];
  const note = (step: TraceStep, result: string): unknown => trace.push({ step, result });
  const { operation, token, code } = request;
  const rule = ruleOf(policy, operation);
  note('operation', rule === undefined ? 'unknown' : 'known');
  if (rule === undefined) return denied({ kind: 'unknown-operation', ...about(request, trace) });
  note('account', facts === undefined ? 'unknown' : 'known');
  if (facts === undefined) return denied({ kind: 'unknown-subject', ...about(request, trace) });

  if (token !== undefined) {
    const reason = refuseToken(rule, facts, operation, token, at);
    note('access-token', reason ?? 'live');
    if (reason !== undefined)
      return denied({ kind: 'access-token-refused', reason, ...about(request, trace) });
  }
  if (rule.secondFactor === 'exempt') {
    note('exemption', 'exempt');
    return granted(request, 'not-required', at, trace);
  }
  if (facts.account.factorEnrolled === true && !hasFactor(facts.state, facts.automaticEmail)) {
    // An emptied storage must not look like an account that never enrolled.
    note('enrollment', 'lost');
    return denied({ kind: 'unavailable', port: 'storage', ...about(request, trace) });
  }
  if (token !== undefined && facts.state.token?.bypass === true) {
    const bypasses = rule.accessTokens === 'may-bypass';
    note('access-token', bypasses ? 'bypasses' : 'no-bypass-here');
    if (bypasses) return granted(request, 'access-token', at, trace);
  }
  const trusted = trustOf(policy, rule, facts, request, at);
  note('trusted-client', trusted.result);
  if (trusted.until !== undefined) return granted(request, 'trusted-client', at, trace, trusted.until);

  note('code', code === undefined ? 'absent' : 'presented');
  if (code === undefined) return ask(policy, rule, facts, request, at, trace);
  return { kind: 'verify', candidates: candidatesFor(rule, code, fallbacksOf(rule, facts)), trace };
}

/** Step 7 by itself: what to ask for, where no code came along or none of the methods that it could be for is enrolled. */
export function ask(
  policy: Policy,
  rule: Rule,
  facts: Facts,
  request: AccessRequest,
  at: Instant,
  before: Trace,
): Conclusion {
  const choice = chooseMethod(rule, facts, request.preferredMethod, locksOf(policy.attempts));
  const trace: Trace = [...before, { step: 'method', result: choice.result }];
  switch (choice.kind) {
    case 'not-enrolled':
      return granted(request, 'not-enrolled', at, trace);
    case 'enrollment-required':
      return denied({
        kind: 'enrollment-required',
        availableMethods: rule.methods,
        ...about(request, trace),
      });
    case 'factor-disabled':
      return denied({
        kind: 'factor-disabled',
        method: choice.method,
        availableMethods: [],
        ...about(request, trace),
      });
    case 'asked':
      return { kind: 'ask', asked: choice.asked, trace };
  }
}

function refuseToken(
  rule: Rule,
  { state }: Facts,
  operation: string,
  presented: PresentedToken,
  at: Instant,
): AccessTokenRefused['reason'] | undefined {
  const { token } = state;
  // Another subject's token is not in this subject's slot, so it is as unknown as a revoked one.
  if (token === undefined || !equalInConstantTime(token.digest, presented.digest.reveal())) return 'unknown';
  if (!isUnexpired(token, at)) return 'expired';
  if (rule.reserved) return 'not-allowed-here';
  if (token.scopes.length > 0 && !token.scopes.includes(operation)) return 'out-of-scope';
  return undefined;
}

function trustOf(
  policy: Policy,
  rule: Rule,
  { state }: Facts,
  request: AccessRequest,
  at: Instant,
): { readonly result: string; readonly until?: Instant } {
  const seconds = trustSecondsOf(policy.trust, rule);
  if (seconds === undefined) return { result: 'ignored' };
  if (!request.clientKnown) return { result: 'not-identified' };
  if (state.trust === undefined) return { result: 'unknown' };
  if (!isTrustLive(state.trust, seconds, at)) return { result: 'expired' };
  return { result: 'live', until: trustedUntil(state.trust.factorAt, seconds) };
}

function granted(
  request: AccessRequest,
  by: GrantedBy,
  at: Instant,
  trace: Trace,
  until?: Instant,
): Conclusion {
  const { subject, operation } = request;
  const grant =
    until === undefined
      ? { subject, operation, by, at, trace }
      : { subject, operation, by, at, trustedUntil: until, trace };
  return { kind: 'granted', grant };
}

function denied(denial: Denial): Denied {
  return { kind: 'denied', denial };
}

function about(
  request: AccessRequest,
  trace: Trace,
): { readonly subject: string; readonly operation: string; readonly trace: Trace } {
  return { subject: request.subject, operation: request.operation, trace };
}
