/**
 * The decision: one pure function from policy, facts, request and instant to a verdict with its
 * trace.
 * @module
 */

import { equalInConstantTime } from '../base/constant-time.ts';
import type { Instant } from '../base/instant.ts';
import { type Policy, ruleOf } from '../policy/policy.ts';
import { isTokenLive } from '../subject/token-end.ts';
import { isTrustLive, trustTermsOf, trustedUntil } from '../subject/trust.ts';
import { type Asked, chooseMethod, hasAnyFactor } from './choose-method.ts';
import type { AccessTokenRefused, Denial, Grant, GrantedBy } from './denial.ts';
import {
  type AccessRequest,
  type Facts,
  type PresentedToken,
  type Situation,
  type Topic,
  about,
} from './situation.ts';
import type { Trace, TraceEntry, TraceStep } from './trace.ts';

export type Denied = { readonly kind: 'denied'; readonly denial: Denial };

/** What follows without a code: a grant, a denial, or a method to ask for. */
export type Conclusion =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | Denied
  | { readonly kind: 'ask'; readonly asked: Asked; readonly trace: Trace };

/** What follows: a conclusion, or a code to verify (charge, compare, settle). */
export type Verdict = Conclusion | { readonly kind: 'verify'; readonly trace: Trace };

/** What a step found. A step without `conclude` passes on to the next. */
interface Finding {
  readonly result: string;
  readonly conclude?: (trace: Trace) => Verdict;
}

/** What the last step found: it always concludes, and never with a code to verify. */
interface LastFinding {
  readonly result: string;
  readonly conclude: (trace: Trace) => Conclusion;
}

/** A step that does not apply to a situation finds nothing and leaves no trace. */
type Step = (situation: Situation) => Finding | undefined;

/** The steps in their order, for a known operation of a known account. */
const steps: readonly (readonly [TraceStep, Step])[] = [
  ['access-token', refuseTokenThatDoesNotCount],
  ['exemption', grantIfTheRuleExempts],
  ['enrollment', refuseIfStorageLostTheFactors],
  ['access-token', grantIfTheTokenBypasses],
  ['trusted-client', grantIfTheClientIsTrusted],
  ['code', verifyIfACodeIsPresented],
  ['method', askForAMethod],
];

/**
 * May this subject do this operation now, and if not, what must they present? The same inputs give
 * the same verdict and the same trace.
 */
export function decide(policy: Policy, facts: Facts, request: AccessRequest, at: Instant): Verdict {
  const rule = ruleOf(policy, request.operation);
  if (rule === undefined) return denyUnknownOperation(request);
  const trace: TraceEntry[] = [
    { step: 'operation', result: 'known' },
    { step: 'account', result: 'known' },
  ];
  return takeSteps({ policy, rule, facts, request, at }, trace);
}

/** The decision where the policy has no such operation, which nothing can permit. */
export function denyUnknownOperation(topic: Topic): Denied {
  return denied({ kind: 'unknown-operation', ...about(topic, [{ step: 'operation', result: 'unknown' }]) });
}

/** The decision where the subject has no account. */
export function denyUnknownSubject(topic: Topic): Denied {
  const trace: Trace = [
    { step: 'operation', result: 'known' },
    { step: 'account', result: 'unknown' },
  ];
  return denied({ kind: 'unknown-subject', ...about(topic, trace) });
}

/** The last step by itself: what to ask for if no code counts. */
export function ask(situation: Situation, before: Trace): Conclusion {
  const { result, conclude } = askForAMethod(situation);
  return conclude([...before, { step: 'method', result }]);
}

function takeSteps(situation: Situation, trace: TraceEntry[]): Verdict {
  for (const [step, take] of steps) {
    const finding = take(situation);
    if (finding === undefined) continue;
    trace.push({ step, result: finding.result });
    if (finding.conclude !== undefined) return finding.conclude(trace);
  }
  throw new TypeError('the last step always concludes');
}

/** Counts on exempt operations too: a revoked token opens nothing. */
function refuseTokenThatDoesNotCount(situation: Situation): Finding | undefined {
  const { request } = situation;
  if (request.token === undefined) return undefined;
  const reason = whyTokenDoesNotCount(situation, request.token);
  if (reason === undefined) return { result: 'live' };
  return {
    result: reason,
    conclude: (trace) => denied({ kind: 'access-token-refused', reason, ...about(request, trace) }),
  };
}

function grantIfTheRuleExempts(situation: Situation): Finding | undefined {
  if (situation.rule.secondFactor !== 'exempt') return undefined;
  return { result: 'exempt', conclude: (trace) => granted(situation, 'not-required', trace) };
}

/** An emptied storage must not look like an account that never enrolled. */
function refuseIfStorageLostTheFactors({ facts, request }: Situation): Finding | undefined {
  if (facts.account.factorEnrolled !== true || hasAnyFactor(facts)) return undefined;
  return {
    result: 'lost',
    conclude: (trace) => denied({ kind: 'unavailable', port: 'storage', ...about(request, trace) }),
  };
}

function grantIfTheTokenBypasses(situation: Situation): Finding | undefined {
  const { rule, facts, request } = situation;
  if (request.token === undefined || facts.state.token?.bypass !== true) return undefined;
  if (rule.accessTokens === 'no-bypass') return { result: 'no-bypass-here' };
  return { result: 'bypasses', conclude: (trace) => granted(situation, 'access-token', trace) };
}

/**
 * Trust of another client or subject is a fault of the storage: nothing else that it returned
 * can be believed either (P10, P16).
 */
function grantIfTheClientIsTrusted(situation: Situation): Finding {
  const { policy, rule, facts, request, at } = situation;
  const { trust } = facts.state;
  if (trust !== undefined && trust.client !== request.client) {
    const conclude = (trace: Trace): Verdict =>
      denied({ kind: 'unavailable', port: 'storage', ...about(request, trace) });
    return { result: 'another-client', conclude };
  }
  const terms = trustTermsOf(policy.trust, rule);
  if (terms === undefined) return { result: 'ignored' };
  if (request.client === undefined) return { result: 'not-identified' };
  if (trust === undefined) return { result: 'unknown' };
  if (!terms.methods.includes(trust.method)) return { result: 'other-method' };
  if (!isTrustLive(trust, terms, at)) return { result: 'expired' };
  const until = trustedUntil(trust, terms);
  return { result: 'live', conclude: (trace) => granted(situation, 'trusted-client', trace, until) };
}

function verifyIfACodeIsPresented({ request }: Situation): Finding {
  if (request.code === undefined) return { result: 'absent' };
  return { result: 'presented', conclude: (trace) => ({ kind: 'verify', trace }) };
}

function askForAMethod(situation: Situation): LastFinding {
  const { rule, request } = situation;
  const choice = chooseMethod(situation, request.preferredMethod);
  const { result } = choice;
  switch (choice.kind) {
    case 'not-enrolled':
      return { result, conclude: (trace) => granted(situation, 'not-enrolled', trace) };
    case 'enrollment-required': {
      const { kind, reason } = choice;
      const why = reason === undefined ? {} : { reason };
      const refusal = { kind, ...why, availableMethods: rule.methods };
      return { result, conclude: (trace) => denied({ ...refusal, ...about(request, trace) }) };
    }
    case 'factor-disabled': {
      const { kind, method } = choice;
      const refusal = { kind, method, availableMethods: [] };
      return { result, conclude: (trace) => denied({ ...refusal, ...about(request, trace) }) };
    }
    case 'asked':
      return { result, conclude: (trace) => ({ kind: 'ask', asked: choice.asked, trace }) };
  }
}

function whyTokenDoesNotCount(
  { policy, rule, facts, request, at }: Situation,
  presented: PresentedToken,
): AccessTokenRefused['reason'] | undefined {
  const { token } = facts.state;
  // Another subject's token is not stored with this subject, so it is as unknown as a revoked one.
  if (token === undefined || !equalInConstantTime(token.digest, presented.digest.reveal())) return 'unknown';
  if (!isTokenLive(token, policy.accessTokens, at)) return 'expired';
  if (rule.reserved) return 'not-allowed-here';
  if (token.scopes !== undefined && !token.scopes.includes(request.operation)) return 'out-of-scope';
  return undefined;
}

function granted({ request, at }: Situation, by: GrantedBy, trace: Trace, until?: Instant): Conclusion {
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
