/** The one storage call of a change, and the refusals for outcomes that changed nothing. @module */

import { type Result, err, ok } from 'neverthrow';
import type { ManagementRefusal, Unavailable } from '../../domain/decision/denial.ts';
import type { AccessTokenVerbs, FactorVerbs, TrustVerbs } from '../../domain/subject/verb-types.ts';
import type { Storage } from '../../ports/storage.ts';
import { callStorage } from '../call/call-port.ts';
import type { SubjectCall } from '../call/call.ts';
import { freshId } from '../call/fresh-ids.ts';
import type { KnownSubject } from './permit.ts';

/** Nothing has that id or name. */
export const notFound: ManagementRefusal = Object.freeze({ kind: 'not-found' });

export function invalidRequest(field: string, problem: string): ManagementRefusal {
  return { kind: 'invalid-request', field, problem };
}

/** The outcomes that changed nothing. */
type Unchanged = 'superseded' | 'not-enrolled' | 'not-found';

const refusals: Readonly<Record<Unchanged, ManagementRefusal>> = {
  superseded: Object.freeze({ kind: 'superseded' }),
  'not-enrolled': notFound,
  'not-found': notFound,
};

/** The verbs that change what a subject has. */
type ChangeVerb =
  | keyof FactorVerbs
  | Exclude<keyof TrustVerbs, 'listTrusted'>
  | Exclude<keyof AccessTokenVerbs, 'findToken' | 'listTokens'>;
type InputOf<Name extends ChangeVerb> = Parameters<Storage[Name]>[1];
type OutcomeOf<Name extends ChangeVerb> = Awaited<ReturnType<Storage[Name]>>;
/** What a change comes to: an outcome that changed something, or the refusal. */
type Changed<Name extends ChangeVerb> = Result<
  Exclude<OutcomeOf<Name>, Unchanged>,
  Unavailable | (typeof refusals)[Extract<OutcomeOf<Name>, Unchanged>]
>;

/**
 * `perform`, under a fresh attempt id and bound to the generation at which the change was
 * permitted.
 */
export async function commit<Name extends ChangeVerb>(
  { call, facts }: KnownSubject,
  verb: Name,
  input: Omit<InputOf<Name>, 'attemptId' | 'generation'>,
): Promise<Changed<Name>> {
  const attemptId = freshId(call);
  if (attemptId.isErr()) return err(attemptId.error);
  const { generation } = facts.state;
  return perform(call, verb, { ...input, attemptId: attemptId.value, generation } as InputOf<Name>);
}

/**
 * Makes the change, and turns the outcomes that changed nothing into refusals. A verb that is
 * harmless to repeat has no attempt id.
 */
export async function perform<Name extends ChangeVerb>(
  call: SubjectCall,
  verb: Name,
  input: InputOf<Name>,
): Promise<Changed<Name>> {
  const outcome = await callStorage(call, verb, call.subjectTag, input);
  if (outcome.isErr()) return err(outcome.error);
  const kind: string = outcome.value;
  return Object.hasOwn(refusals, kind)
    ? err(refusals[kind as Extract<OutcomeOf<Name>, Unchanged>])
    : ok(outcome.value as Exclude<OutcomeOf<Name>, Unchanged>);
}
