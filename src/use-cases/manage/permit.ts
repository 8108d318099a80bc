/** How a management call begins: with a permission, or with a read of its subject. @module */

import { type Result, err, ok } from 'neverthrow';
import { hasAnyFactor } from '../../domain/decision/choose-method.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { Facts } from '../../domain/decision/situation.ts';
import { tagSubject } from '../../domain/keys/keyed-names.ts';
import type { Account } from '../../ports/accounts.ts';
import type { ManagementProof } from '../../ports/credentials.ts';
import type { EndsOtherSessions } from '../../ports/management.ts';
import { beginRecord } from '../call/begin-record.ts';
import { callStorage, unavailable } from '../call/call-port.ts';
import type { Call, SubjectCall } from '../call/call.ts';
import { isUnpinned, pinAndRead } from '../call/pin-addresses.ts';
import { publishGrant } from '../call/publish-event.ts';
import { factsOf, findAccount } from '../call/read-account.ts';
import { authorize } from '../verify/authorize.ts';

/** After a change of factor the host ends the subject's other sessions. */
export const endsOtherSessions: EndsOtherSessions = Object.freeze({ endOtherSessions: true });

/** A request that carries the proof of a management call. */
export type WithProof = { readonly proof?: ManagementProof | undefined } | null | undefined;

/** A subject whose account and state are known. */
export interface KnownSubject {
  readonly call: SubjectCall;
  readonly facts: Facts;
}

/** The subject of a management call that was permitted, and what the permission rests on. */
export interface PermittedSubject extends KnownSubject {
  readonly grant: Grant;
}

/**
 * The permission of a management call: `authorize` grants it under its reserved operation. A change
 * is bound to the generation of the permission, so a subject without a record begins one and is
 * judged again: the first judgment may be about an owner who has left since (P26).
 */
export async function permit(call: Call, request: WithProof): Promise<Result<PermittedSubject, Denial>> {
  let permitted = await authorize(call, request?.proof);
  if (permitted.isOk() && permitted.value.facts.state.generation === 0) {
    const begun = await beginRecord(permitted.value.call);
    if (begun.isErr()) return err(begun.error);
    permitted = await authorize(call, request?.proof);
  }
  if (permitted.isErr()) return err(permitted.error);
  const { call: known, facts, grant } = permitted.value;
  publishGrant(call.ports, grant);
  return ok({ call: known, facts, grant });
}

/**
 * The subject alone, for calls that take something away, which must work even if the account is
 * deleted or the storage lost the factors. Without an account, what the host passed is its id, and
 * there is nobody to notify.
 */
export async function readSubjectOrId(call: Call): Promise<Result<SubjectCall, Denial>> {
  const account = await findAccount(call);
  if (account.isErr()) return err(account.error);
  const { subject } = call.topic;
  const isId = typeof subject === 'string' && subject !== '';
  const departed = isId ? { id: subject, verifiedEmails: [], hasPassword: false } : undefined;
  return subjectCallOf(call, account.value ?? departed);
}

/**
 * Account and state of the subject, for calls without a proof. If the storage lost the factors, it
 * refuses.
 */
export async function readSubject(call: Call): Promise<Result<KnownSubject, Denial>> {
  const found = await findAccount(call);
  if (found.isErr()) return err(found.error);
  const known = subjectCallOf(call, found.value);
  if (known.isErr()) return err(known.error);
  const { account, subjectTag, topic } = known.value;
  let state = await callStorage(call, 'load', subjectTag, {});
  if (state.isOk() && isUnpinned(known.value, state.value))
    state = await pinAndRead(known.value, {}, state.value);
  if (state.isErr()) return err(state.error);
  const facts = factsOf(call, account, state.value);
  if (account.factorEnrolled === true && !hasAnyFactor(facts))
    return err(unavailable('storage', topic, [{ step: 'enrollment', result: 'lost' }]));
  return ok({ call: known.value, facts });
}

function subjectCallOf(call: Call, account: Account | undefined): Result<SubjectCall, Denial> {
  const { subject = '', operation } = call.topic;
  if (account === undefined) {
    const trace = [{ step: 'account', result: 'unknown' }] as const;
    return err({ kind: 'unknown-subject', subject, operation, trace });
  }
  const { id } = account;
  const subjectTag = tagSubject(call.macs, id);
  return ok({ ...call, topic: { subject: id, operation }, account, subjectTag });
}
