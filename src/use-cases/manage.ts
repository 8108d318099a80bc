/** What every management call does first: ask for permission under its reserved operation. @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import type { Facts } from '../domain/challenge.ts';
import type { Denial, ManagementRefusal } from '../domain/denial.ts';
import { hasFactor } from '../domain/enrolled.ts';
import type { Instant } from '../domain/instant.ts';
import { type SubjectTag, digestSecret, tagSubject } from '../domain/keyed-names.ts';
import type { Policy } from '../domain/policy.ts';
import { drawRecoveryCodes } from '../domain/recovery-code.ts';
import type { ReservedOperation } from '../domain/rule.ts';
import type { AttemptId, StateQuery } from '../domain/subject-record.ts';
import type { Account } from '../ports/accounts.ts';
import type { SecurityEvent } from '../ports/events.ts';
import type { NoticeKind } from '../ports/mailer.ts';
import type { EndsOtherSessions, ManagementProof } from '../ports/two-factor.ts';
import { readState, readWord } from './answer-shapes.ts';
import { authorize } from './authorize.ts';
import { callStorage, unavailable } from './call-port.ts';
import { draw, freshId } from './names.ts';
import { type Notice, sendNotice } from './notices.ts';
import { type Permission, readClock, readPolicy } from './question.ts';
import { factsOf, findAccount } from './read-account.ts';
import { record, recordDenial } from './record-event.ts';
import type { About, World } from './world.ts';

/** What a management call is refused with. */
export type Refusal = Denial | ManagementRefusal;

/** After a change of factor the host ends the subject's other sessions. */
export const endsOtherSessions: EndsOtherSessions = Object.freeze({ endOtherSessions: true });

/** The permission of a management call, given by `authorize` under the reserved operation. */
export function permit(
  world: World,
  subject: string,
  operation: ReservedOperation,
  proof: ManagementProof | undefined,
): ResultAsync<Permission, Denial> {
  const { client, accessToken, code } = proof ?? {};
  return authorize(world, { subject, operation, client, accessToken, code });
}

/** What a call without a proof reads: the account, and its state in storage. */
export interface Reading {
  readonly subject: string;
  readonly policy: Policy;
  readonly account: Account;
  readonly facts: Facts;
  readonly tag: SubjectTag;
  readonly at: Instant;
  readonly about: About;
}

/** Reads a subject; an unknown one, or one whose factors storage lost, is a denial, which is recorded. */
export function readSubject(
  world: World,
  subject: string,
  operation: string,
  query: StateQuery = {},
): ResultAsync<Reading, Denial> {
  const about: About = { subject, operation, trace: [] };
  return safeTry<Reading, Denial>(async function* () {
    const at = yield* readClock(world, about);
    return read(world, about, at, query).mapErr((denial) => recordDenial(world, denial, at));
  });
}

function read(world: World, about: About, at: Instant, query: StateQuery): ResultAsync<Reading, Denial> {
  return safeTry<Reading, Denial>(async function* () {
    const policy = yield* readPolicy(world, about);
    const account = yield* findAccount(world, about);
    if (account === undefined) {
      return err({
        kind: 'unknown-subject',
        ...about,
        trace: [{ step: 'account', result: 'unknown' }],
      } satisfies Denial);
    }
    const tag = tagSubject(world.macs, about.subject);
    const state = yield* callStorage(world, about, (storage) => storage.load(tag, query), readState);
    const facts = factsOf(world, policy, account, state);
    const lost = account.factorEnrolled === true && !hasFactor(state, facts.automaticEmail);
    if (lost)
      return err(unavailable('storage', { ...about, trace: [{ step: 'enrolment', result: 'lost' }] }));
    return ok({ subject: about.subject, policy, account, facts, tag, at, about });
  });
}

/** A fresh set of recovery codes: the texts to show once, and the digests to store (P9). */
export interface FreshRecoveryCodes {
  readonly codes: readonly string[];
  readonly digests: readonly string[];
}

export function freshRecoveryCodes(
  world: World,
  about: About,
  policy: Policy,
  tag: SubjectTag,
): ReturnType<typeof draw<FreshRecoveryCodes>> {
  return draw(world, about, (random) => {
    const codes = drawRecoveryCodes(random, policy.recoveryCodes.count);
    return {
      codes,
      digests: codes.map((code) =>
        digestSecret(world.macs, ['recovery-code', tag, code.replaceAll('-', '')]),
      ),
    };
  });
}

/** The account changed while the call was under way. */
const superseded: ManagementRefusal = Object.freeze({ kind: 'superseded' });
/** There is nothing by that id or name. */
export const notFound: ManagementRefusal = Object.freeze({ kind: 'not-found' });

export function invalidRequest(field: string, problem: string): ManagementRefusal {
  return { kind: 'invalid-request', field, problem };
}

/** What storage answers where nothing was changed, and the refusal for it. */
type Unchanged = 'superseded' | 'not-enrolled' | 'not-found';

const refusals: Readonly<Record<Unchanged, ManagementRefusal>> = {
  superseded,
  'not-enrolled': notFound,
  'not-found': notFound,
};

/** The one storage call of a change, under a fresh attempt id. A word that says "nothing was changed" becomes the refusal for it. */
export function commit<const Words extends readonly string[]>(
  world: World,
  about: About,
  call: (storage: World['ports']['storage'], attemptId: AttemptId) => unknown,
  ...words: Words
): ResultAsync<Exclude<Words[number], Unchanged>, Refusal> {
  return safeTry(async function* () {
    const attemptId = yield* freshId(world, about);
    const word = yield* callStorage(world, about, (storage) => call(storage, attemptId), readWord(...words));
    return Object.hasOwn(refusals, word)
      ? err(refusals[word as Unchanged])
      : ok(word as Exclude<Words[number], Unchanged>);
  });
}

/** Records what was changed and tells the subject, where that is worth a mail. */
export async function announce(
  world: World,
  whom: {
    readonly subject: string;
    readonly at: Instant;
    readonly policy: Policy;
    readonly account: Account;
  },
  event: WithoutAbout<SecurityEvent>,
  notice?: {
    readonly kind: NoticeKind;
    readonly data?: Notice['data'];
    readonly alsoTo?: readonly string[] | undefined;
  },
): Promise<void> {
  const { subject, at, policy, account } = whom;
  record(world, { at, subject, ...event });
  if (notice !== undefined) await sendNotice(world, { policy, account, at, ...notice });
}

type WithoutAbout<Event> = Event extends unknown ? Omit<Event, 'at' | 'subject'> : never;
