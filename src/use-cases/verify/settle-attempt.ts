/**
 * The settlement of an attempt: the match is spent, and trust is granted where the rule honors it
 * (P1, P11, P12).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { wrongCode } from '../../domain/decision/judge-attempt.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { isFactor } from '../../domain/policy/method.ts';
import type { SettleInput } from '../../domain/subject/settle.ts';
import { trustedUntil } from '../../domain/subject/trust.ts';
import { callStorage } from '../call/call-port.ts';
import { announceRecoveryCodeUse } from '../call/notices.ts';
import { publish } from '../call/publish-event.ts';
import type { AccessCall } from './access-call.ts';
import { type ChargedAttempt, trustTerms } from './charge-attempt.ts';
import type { Compared } from './compare-attempt.ts';

export async function settleAttempt(
  call: AccessCall,
  attempt: ChargedAttempt,
  { match, trace: before }: Compared,
): Promise<Result<Grant, Denial>> {
  const { subjectTag, at, topic, ports } = call;
  const { method, charge, attemptId } = attempt;
  const trust = trustToGrant(call, attempt);
  const settled = await callStorage(call, 'settle', subjectTag, {
    attemptId,
    at,
    match,
    generation: charge.state.generation,
    trust: trust?.input,
  });
  if (settled.isErr()) return err(settled.error);
  const trace: Trace = [...before, { step: 'settlement', result: settled.value.kind }];
  if (settled.value.kind !== 'settled') return err(wrongCode(attempt, trace));
  if (method === 'recovery-code') announceRecoveryCodeUse(call, settled.value.recoveryCodesLeft);
  const { subject, operation } = topic;
  if (trust !== undefined) {
    const clientId = trust.input.client.client;
    publish(ports, { kind: 'client-trusted', at, subject, clientId, until: trust.until });
  }
  return ok(withoutUndefined({ subject, operation, by: method, at, trustedUntil: trust?.until, trace }));
}

/** Only a factor from an identified client earns trust, and only where the rule honors it (P12). */
function trustToGrant(
  call: AccessCall,
  { method }: ChargedAttempt,
): { readonly input: NonNullable<SettleInput['trust']>; readonly until: number } | undefined {
  const { policy, at, userAgent } = call;
  const { client } = call.request;
  const terms = trustTerms(call);
  if (client === undefined || terms === undefined || !isFactor(method)) return undefined;
  const { seconds, maxClients } = policy.trust;
  const diesAt = at + seconds * 1000;
  const trusted = { client, method, factorAt: at, diesAt, label: labelOf(userAgent) };
  return { input: { client: trusted, maxClients }, until: trustedUntil(trusted, terms) };
}

/** Printable ASCII only, at most 64 characters, so that any list can show it. */
function labelOf(userAgent: unknown): string {
  return typeof userAgent === 'string' ? userAgent.slice(0, 64).replace(/[^\x20-\x7e]/g, '?') : '';
}
