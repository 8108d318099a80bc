/** Erasing everything of a deleted account (P26). @module */

import { type Result, err, ok } from 'neverthrow';
import { tagSubject } from '../../domain/keys/keyed-names.ts';
import type { Forgotten } from '../../ports/management.ts';
import { callStorage } from '../call/call-port.ts';
import type { Call, Refusal } from '../call/call.ts';
import { publish } from '../call/publish-event.ts';
import { invalidRequest } from './commit.ts';

/**
 * The account is gone, so nobody is asked for it and nobody gets a notice. The id alone names what
 * is erased: a user store that folds case or trims could name somebody else.
 */
export async function forgetSubject(call: Call): Promise<Result<Forgotten, Refusal>> {
  const { subject: id } = call.topic;
  if (!id) return err(invalidRequest('id', 'must be the id of the account, as non-empty text'));
  const outcome = await callStorage(call, 'forget', tagSubject(call.macs, id), undefined);
  if (outcome.isErr()) return err(outcome.error);
  const erased = outcome.value === 'erased';
  publish(call.ports, { kind: 'forgotten', at: call.at, subject: id, erased });
  return ok({ erased });
}
