/** A code is verified: charged first, then compared, then settled (P1, P3, P11). @module */

import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Facts } from '../../domain/decision/challenge.ts';
import { decide } from '../../domain/decision/decision.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { Trace, TraceStep } from '../../domain/decision/trace.ts';
import { isFactor } from '../../domain/policy/method.ts';
import { isDisabled, locksOf } from '../../domain/subject/attempts.ts';
import type { Candidate } from '../../domain/subject/charge.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import { trustSecondsOf, trustedUntil } from '../../domain/subject/trust.ts';
import { callStorage, unavailable } from '../call/call-port.ts';
import { freshId } from '../call/fresh-ids.ts';
import { noticeAttempts, noticeRecoveryCode } from '../call/notices.ts';
import { record } from '../call/publish-event.ts';
import type { Question } from '../call/question.ts';
import { isAutomatic, factsOf } from '../call/read-account.ts';
import { readCharge, readSettle } from '../call/result-shapes.ts';
import { type Steps, refuse } from '../call/steps.ts';
import { compareCode } from './compare-code.ts';
import { type Challenge, askedAgain, challengeDenial } from './deny.ts';

/** Verified; or none of the methods that the code could be for is enrolled, and nothing was charged. */
export type Verified =
  | { readonly facts: Facts; readonly grant: Grant }
  | { readonly facts: Facts; readonly trace: Trace };

/** `token`: the token that came along, as it was read before the charge. */
export async function* verifyCode(
  question: Question,
  token: StoredAccessToken | undefined,
  candidates: readonly Candidate[],
): Steps<Verified, Denial> {
  const { policy, rule, account, request, tag, client, userAgent, at, about } = question;
  const locks = locksOf(policy.attempts);
  const automaticEmail = isAutomatic(policy, account);
  const trustSeconds = client === undefined ? undefined : trustSecondsOf(policy.trust, rule);
  const attemptId = yield* freshId(question);
  const input = { attemptId, at, candidates, automaticEmail, locks, client, trustSeconds };
  const charge = yield* await callStorage(question, (storage) => storage.charge(tag, input), readCharge);
  const { state } = charge;
  const facts = factsOf(question, account, { ...state, token });
  // The state as the charge saw it decides: trust that became live meanwhile, or a factor that storage lost.
  const verdict = decide(policy, facts, request, at);
  if (verdict.kind === 'denied') return yield* refuse(verdict.denial);
  if (charge.kind === 'trusted' && verdict.kind === 'granted') return { facts, grant: verdict.grant };
  if (charge.kind === 'trusted' || verdict.kind !== 'verify')
    return yield* refuse(unavailable('storage', about));
  const trace = [...verdict.trace];
  const note = (step: TraceStep, result: string): unknown => trace.push({ step, result });
  const attempted = 'method' in charge ? `${charge.kind} ${charge.method}` : charge.kind;
  note('attempt', attempted);
  if (charge.kind === 'not-enrolled') return { facts, trace };
  const { method } = charge;
  const { code } = request;
  // A reply about a method that was not asked about belongs to another call: a mixed-up one must open nothing (P13, P16).
  const isAsked = verdict.candidates.some((candidate) => candidate.method === method);
  if (method === 'enrollment' || !isAsked || code === undefined)
    return yield* refuse(unavailable('storage', about));
  const asked = askedAgain(question, facts, method);
  const { availableMethods, purpose } = asked;
  const deny = (challenge: Challenge): Denial => challengeDenial(question, facts, asked, challenge, trace);
  const fail = (reason: 'malformed-code' | 'wrong-code'): Denial =>
    charge.kind === 'disabled' || isDisabled(method, state.attempts[method], locks)
      ? {
          kind: 'factor-disabled',
          method: isFactor(method) ? method : 'totp',
          availableMethods,
          ...about,
          trace,
        }
      : deny({ kind: 'second-factor-invalid', reason });
  if (charge.kind === 'locked')
    return yield* refuse(deny({ kind: 'too-many-attempts', attemptsLeft: 0, retryAt: charge.retryAt }));
  if (charge.kind !== 'charged') return yield* refuse(fail('malformed-code'));
  const { recoveryDigests } = charge;
  const proof = yield* compareCode(question, { method, state, recoveryDigests, code, purpose });
  note('comparison', proof === undefined ? 'mismatch' : 'match');
  if (proof === undefined) {
    await noticeAttempts(question, method, state.attempts[method]);
    return yield* refuse(fail('wrong-code'));
  }
  // Trust is granted where the rule honours it, for a factor, from a client that something identifies (P12).
  const trusts = client !== undefined && trustSeconds !== undefined && isFactor(method);
  const trust = trusts
    ? { client: { client, factorAt: at, label: labelOf(userAgent) }, maxClients: policy.trust.maxClients }
    : undefined;
  const settlement = { attemptId, at, match: proof, generation: state.generation, trust };
  const settled = yield* await callStorage(
    question,
    (storage) => storage.settle(tag, settlement),
    readSettle,
  );
  note('settlement', settled.kind);
  if (settled.kind !== 'settled') return yield* refuse(fail('wrong-code'));
  if (method === 'recovery-code') await noticeRecoveryCode(question, settled.recoveryCodesLeft);
  const until = trusts ? trustedUntil(at, trustSeconds) : undefined;
  if (trusts && until !== undefined)
    record(question, { kind: 'client-trusted', at, subject: about.subject, clientId: client, until });
  return { facts, grant: withoutUndefined({ ...about, by: method, at, trustedUntil: until, trace }) };
}

/** Printable characters only, at most 64, so that a list can show it. */
function labelOf(userAgent: unknown): string {
  return typeof userAgent === 'string' ? userAgent.slice(0, 64).replace(/[^\x20-\x7e]/g, '?') : '';
}
