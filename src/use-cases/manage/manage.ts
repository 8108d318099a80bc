/** What management calls have in common: the permission or reading they start with, and the one change they commit. @module */

import type { Result } from 'neverthrow';
import { drawRecoveryCodes } from '../../domain/codes/recovery-code.ts';
import type { Denial, ManagementRefusal, Unavailable } from '../../domain/decision/denial.ts';
import { type SubjectTag, digestSecret, tagSubject } from '../../domain/keys/keyed-names.ts';
import { hasFactor } from '../../domain/subject/enrolled.ts';
import type { AttemptId } from '../../domain/subject/subject-record.ts';
import type { Storage } from '../../ports/storage.ts';
import type { EndsOtherSessions, ManagementProof } from '../../ports/two-factor.ts';
import { callStorage, unavailable } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { draw, freshId } from '../call/fresh-ids.ts';
import type { Known, Reading } from '../call/question.ts';
import { factsOf, findAccount } from '../call/read-account.ts';
import { readState, readWord } from '../call/result-shapes.ts';
import { type Steps, refuse } from '../call/steps.ts';
import { authorize } from '../verify/authorize.ts';

/** After a change of factor the host ends the subject's other sessions. */
export const endsOtherSessions: EndsOtherSessions = Object.freeze({ endOtherSessions: true });

/** Whatever carries the proof of a management call. */
export type WithProof = { readonly proof?: ManagementProof | undefined } | null | undefined;

/** The permission of a management call, given by `authorize` under its reserved operation. */
export async function* permit(call: Call, request: WithProof): Steps<Reading, Denial> {
  const { question, facts } = yield* await authorize(call, request?.proof);
  return { ...question, facts };
}

/** The account of the subject, for calls that must work even where storage lost the factors. */
export async function* readKnown(call: Call): Steps<Known, Denial> {
  const account = yield* await findAccount(call);
  const trace = [{ step: 'account', result: 'unknown' }] as const;
  if (account === undefined) return yield* refuse({ kind: 'unknown-subject', ...call.about, trace });
  return { ...call, account, tag: tagSubject(call.macs, call.about.subject) };
}

/** Account and state of the subject, for calls without a proof; where storage lost the factors, nothing is open. */
export async function* readSubject(call: Call): Steps<Reading, Denial> {
  const known = yield* readKnown(call);
  const { account, tag, about } = known;
  const state = yield* await callStorage(call, (storage) => storage.load(tag, {}), readState);
  const facts = factsOf(call, account, state);
  const trace = [{ step: 'enrollment', result: 'lost' }] as const;
  if (account.factorEnrolled === true && !hasFactor(state, facts.automaticEmail))
    return yield* refuse(unavailable('storage', { ...about, trace }));
  return { ...known, facts };
}

/** A fresh set of recovery codes: the texts to show once, and the digests to store (P9). */
export function freshRecoveryCodes(
  known: Known,
): Result<{ readonly codes: readonly string[]; readonly digests: readonly string[] }, Unavailable> {
  const { policy, macs, tag } = known;
  return draw(known, (random) => {
    const codes = drawRecoveryCodes(random, policy.recoveryCodes.count);
    const digests = codes.map((code) => digestSecret(macs, ['recovery-code', tag, code.replaceAll('-', '')]));
    return { codes, digests };
  });
}

/** There is nothing by that id or name. */
export const notFound: ManagementRefusal = Object.freeze({ kind: 'not-found' });

export function invalidRequest(field: string, problem: string): ManagementRefusal {
  return { kind: 'invalid-request', field, problem };
}

type Unchanged = 'superseded' | 'not-enrolled' | 'not-found';

/** What storage answers where nothing was changed, and the refusal for it. */
const refusals: Readonly<Record<Unchanged, ManagementRefusal>> = {
  superseded: Object.freeze({ kind: 'superseded' }),
  'not-enrolled': notFound,
  'not-found': notFound,
};

/** What every change is handed. */
interface ChangeId {
  readonly attemptId: AttemptId;
  /** The generation at which it was permitted. */
  readonly generation: number;
}

/** What a storage call that answers one of the words comes to. */
type Told<Words extends readonly string[]> = Steps<
  Exclude<Words[number], Unchanged>,
  Unavailable | (typeof refusals)[Extract<Words[number], Unchanged>]
>;

/** `perform`, under a fresh attempt id. */
export async function* commit<const Words extends readonly string[]>(
  known: Known & Partial<Reading>,
  run: (storage: Storage, tag: SubjectTag, change: ChangeId) => unknown,
  ...words: Words
): Told<Words> {
  const change = { attemptId: yield* freshId(known), generation: known.facts?.state.generation ?? 0 };
  return yield* perform(known, (storage, tag) => run(storage, tag, change), ...words);
}

/**
 * The one storage call of a change. A word that says "nothing was changed" becomes the refusal for it. Revocations, which open nothing,
 * take no attempt id, and so work while nothing can be drawn.
 */
export async function* perform<const Words extends readonly string[]>(
  known: Known,
  run: (storage: Storage, tag: SubjectTag) => unknown,
  ...words: Words
): Told<Words> {
  const word = yield* await callStorage(known, (storage) => run(storage, known.tag), readWord(...words));
  if (Object.hasOwn(refusals, word))
    return yield* refuse(refusals[word as Extract<Words[number], Unchanged>]);
  return word as Exclude<Words[number], Unchanged>;
}
