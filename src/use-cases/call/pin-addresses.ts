/**
 * Automatic enrollment: the addresses are pinned by the first call that reads the account, so that
 * no later change of addresses chooses where codes go (P7).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import type { Unavailable } from '../../domain/decision/denial.ts';
import type { StateQuery, SubjectState } from '../../domain/subject/subject-state.ts';
import { beginRecord } from './begin-record.ts';
import { callStorage, unavailable } from './call-port.ts';
import type { SubjectCall } from './call.ts';
import { freshId } from './fresh-ids.ts';
import { addressTags } from './mailbox.ts';
import { enrollsEmailAutomatically, findAccount } from './read-account.ts';

/** One for a subject without a record, and how often a change may come between read and pin. */
const maxTries = 4;

/** Whether email codes are on although no address is pinned. */
export function isUnpinned({ policy, account }: SubjectCall, { email }: SubjectState): boolean {
  return email === undefined && enrollsEmailAutomatically(policy, account);
}

/**
 * The state with pinned addresses. After a change in between it is read again: the enrollment of
 * now beside the factors of before would be the state of no instant.
 */
export async function pinAndRead(
  call: SubjectCall,
  query: StateQuery,
  loaded: SubjectState,
): Promise<Result<SubjectState, Unavailable>> {
  let state = loaded;
  for (let tries = 0; tries < maxTries; tries++) {
    const pinned = state.generation === 0 ? await beginRecord(call) : await pinAddresses(call, state);
    if (pinned.isErr()) return err(pinned.error);
    if (typeof pinned.value === 'object') return ok(pinned.value);
    const read = await callStorage(call, 'load', call.subjectTag, query);
    if (read.isErr()) return err(read.error);
    state = read.value;
    if (!isUnpinned(call, state)) return ok(state);
  }
  return err(unavailable('storage', call.topic));
}

/**
 * The state with pinned addresses, or `undefined` if the subject changed since it was read. The
 * account is read again: what was read before the state may be of an owner who has left since, and
 * the pin would leave the next owner of the id without codes (P26).
 */
export async function pinAddresses(
  call: SubjectCall,
  state: SubjectState,
): Promise<Result<SubjectState | undefined, Unavailable>> {
  const { subjectTag, at } = call;
  const account = await findAccount(call);
  if (account.isErr()) return err(account.error);
  const isGone = account.value?.id !== call.account.id || account.value.verifiedEmails.length === 0;
  if (isGone) return err(unavailable('accounts', call.topic));
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err(attemptId.error);
  const addresses = addressTags(call, account.value.verifiedEmails);
  const { generation } = state;
  const input = { attemptId: attemptId.value, at, generation, addresses };
  const pinned = await callStorage(call, 'pinEmail', subjectTag, input);
  if (pinned.isErr()) return err(pinned.error);
  if (pinned.value.kind === 'superseded') return ok(undefined);
  const { generation: pinnedAt, email } = pinned.value;
  return ok({ ...state, generation: pinnedAt, email, pendingTotp: undefined });
}
