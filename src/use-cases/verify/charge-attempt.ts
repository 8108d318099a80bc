/** The charge of an attempt: one failure is counted before anything is compared (P3). @module */

import { type Result, err, ok } from 'neverthrow';
import { type Fallbacks, candidatesFor } from '../../domain/codes/typed-code.ts';
import { fallbacksOf } from '../../domain/decision/choose-method.ts';
import type { Denial, Grant, Unavailable } from '../../domain/decision/denial.ts';
import { type Attempt, judgeCharge } from '../../domain/decision/judge-attempt.ts';
import type { Situation } from '../../domain/decision/situation.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { locksOf } from '../../domain/subject/attempts.ts';
import { hasFactor } from '../../domain/subject/enrolled.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import { type TrustTerms, trustTermsOf } from '../../domain/subject/trust.ts';
import { callStorage, unavailable } from '../call/call-port.ts';
import { freshId } from '../call/fresh-ids.ts';
import { isUnpinned, pinAddresses, pinAndRead } from '../call/pin-addresses.ts';
import { enrollsEmailAutomatically } from '../call/read-account.ts';
import { type AccessCall, situationOf } from './access-call.ts';

/** A charged attempt, with the id that settles it. */
export interface ChargedAttempt extends Attempt {
  readonly attemptId: string;
}

/**
 * A grant; or a trace, if no method that the code could be for is enrolled and nothing was charged.
 */
export type Verified =
  | { readonly situation: Situation; readonly grant: Grant }
  | { readonly situation: Situation; readonly trace: Trace };

/** @param loaded the state that was read before the charge, if a token had to be judged first */
export async function chargeAttempt(
  call: AccessCall,
  loaded: SubjectState | undefined,
): Promise<Result<{ readonly attempt: ChargedAttempt } | Verified, Denial>> {
  const { policy, rule, account, request, subjectTag, at } = call;
  if (request.code === undefined) return err(unavailable('storage', call.topic));
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err(attemptId.error);
  const candidates = candidatesFor(rule, request.code, fallbacksAt(call, loaded));
  const charge = await callStorage(call, 'charge', subjectTag, {
    attemptId: attemptId.value,
    at,
    candidates,
    automaticEmail: enrollsEmailAutomatically(policy, account),
    locks: locksOf(policy.attempts),
    client: request.client,
    trust: trustTerms(call),
  });
  if (charge.isErr()) return err(charge.error);
  const state = await pinCharged(call, charge.value.state);
  if (state.isErr()) return err(state.error);
  const situation = situationOf(call, { ...state.value, token: loaded?.token });
  const judgment = judgeCharge(situation, candidates, charge.value);
  switch (judgment.kind) {
    case 'compare':
      return ok({ attempt: { ...judgment.attempt, attemptId: attemptId.value } });
    case 'granted':
      return ok({ situation, grant: judgment.grant });
    case 'not-enrolled':
      return ok({ situation, trace: judgment.trace });
    case 'denied':
      return err(judgment.denial);
    case 'contradiction':
      return err(unavailable('storage', call.topic));
  }
}

/**
 * The state that the charge saw, with pinned addresses. After a change in between nothing is pinned
 * for it: no emailed code is right then, and no attempt settles.
 */
async function pinCharged(
  call: AccessCall,
  charged: SubjectState,
): Promise<Result<SubjectState, Unavailable>> {
  if (!isUnpinned(call, charged)) return ok(charged);
  // Nothing was charged, so there is no attempt that a later state could not fit.
  if (charged.generation === 0) return pinAndRead(call, { client: call.request.client }, charged);
  const pinned = await pinAddresses(call, charged);
  return pinned.map((state) => state ?? charged);
}

/** Without a loaded state, storage judges by `onlyWithoutFactor` whether a fallback counts. */
function fallbacksAt(call: AccessCall, loaded: SubjectState | undefined): Fallbacks {
  const { policy, rule, account } = call;
  const isEnrolled = loaded !== undefined && hasFactor(loaded, enrollsEmailAutomatically(policy, account));
  return isEnrolled ? { password: false, email: false } : fallbacksOf(rule, account);
}

/** The trust of this client that counts, or `undefined` if none does. */
export function trustTerms({ request, policy, rule }: AccessCall): TrustTerms | undefined {
  return request.client === undefined ? undefined : trustTermsOf(policy.trust, rule);
}
