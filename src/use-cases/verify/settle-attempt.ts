/**
 * The settlement of an attempt: the match is spent, and trust is granted where the rule says so
 * (P1, P11, P12).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import type { Instant } from '../../domain/base/instant.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { usedCode, wrongCode } from '../../domain/decision/judge-attempt.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { isFactor } from '../../domain/policy/method.ts';
import { type TrustGranted, grantsTrust, trustedUntil } from '../../domain/subject/trust.ts';
import { callStorage, unavailable } from '../call/call-port.ts';
import { announceRecoveryCodeUse } from '../call/notices.ts';
import type { AccessCall } from './access-call.ts';
import { type ChargedAttempt, trustTerms } from './charge-attempt.ts';
import type { Compared } from './compare-attempt.ts';
import { publishTrust, trustFor } from './trust-client.ts';

export async function settleAttempt(
  call: AccessCall,
  attempt: ChargedAttempt,
  { match, isUsed, trace: before }: Compared,
): Promise<Result<Grant, Denial>> {
  const { subjectTag, at, topic } = call;
  const { method, situation, attemptId } = attempt;
  const trust = isUsed ? undefined : trustToGrant(call, attempt);
  const settled = await callStorage(call, 'settle', subjectTag, {
    attemptId,
    at,
    match,
    generation: situation.facts.state.generation,
    trust,
  });
  if (settled.isErr()) return err(settled.error);
  const trace: Trace = [...before, { step: 'settlement', result: settled.value.kind }];
  if (settled.value.kind === 'spent') return err(usedCode(attempt, attemptId, trace));
  if (settled.value.kind !== 'settled') return err(wrongCode(attempt, trace));
  // What was spent when it was charged settles nowhere: the storage contradicts itself.
  if (isUsed) return err(unavailable('storage', topic, trace));
  if (method === 'recovery-code') announceRecoveryCodeUse(call, settled.value.recoveryCodesLeft);
  const { subject, operation } = topic;
  const until = trust === undefined ? undefined : untilUnder(call, trust);
  if (trust !== undefined && until !== undefined) publishTrust(call, trust, until);
  return ok(withoutUndefined({ subject, operation, by: method, at, trustedUntil: until, trace }));
}

/** Only a factor from an identified client earns trust, and only where the rule grants it (P12). */
function trustToGrant(call: AccessCall, { method }: ChargedAttempt): TrustGranted | undefined {
  const { policy, rule, request, userAgent } = call;
  const { client } = request;
  if (client === undefined || !isFactor(method) || !grantsTrust(policy.trust, rule)) return undefined;
  return trustFor(call, { client, userAgent, method });
}

/** The end of the trust under the rule; under one that honors none, its own end. */
function untilUnder(call: AccessCall, { client }: TrustGranted): Instant {
  const terms = trustTerms(call);
  return terms === undefined ? client.diesAt : trustedUntil(client, terms);
}
