/** The account as a whole: what it has, that it changed, and the administrator's way back (P11). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { isDisabled, locksOf } from '../domain/attempts.ts';
import type { Denial } from '../domain/denial.ts';
import { isEnrolled } from '../domain/enrolled.ts';
import { isLive } from '../domain/instant.ts';
import { tagSubject } from '../domain/keyed-names.ts';
import type { Factor } from '../domain/method.ts';
import type { AttemptId } from '../domain/subject-record.ts';
import { isTrustLive } from '../domain/trust.ts';
import type {
  AccountChange,
  EndsOtherSessions,
  FactorStatus,
  ResetRequest,
  Status,
} from '../ports/two-factor.ts';
import { readTokens, readTrusted, readWord } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import {
  type Reading,
  type Refusal,
  endsOtherSessions,
  invalidRequest,
  readSubject,
  announce,
} from './manage.ts';
import { freshId } from './names.ts';
import { readClock, readPolicy } from './question.ts';
import { findAccount } from './read-account.ts';
import { recordDenial } from './record-event.ts';
import type { About, World } from './world.ts';

export function readStatus(world: World, subject: string): ResultAsync<Status, Denial> {
  return safeTry<Status, Denial>(async function* () {
    const reading = yield* readSubject(world, subject, 'second-factor.status');
    const { policy, facts, tag, at, about } = reading;
    const tokens = yield* callStorage(world, about, (storage) => storage.listTokens(tag), readTokens);
    const trusted = yield* callStorage(world, about, (storage) => storage.listTrusted(tag), readTrusted);
    return ok({
      totp: statusOf('totp', reading),
      email: statusOf('email', reading),
      recoveryCodesLeft: facts.state.recoveryCodesLeft,
      accessTokens: tokens.filter(({ expiresAt }) => expiresAt === undefined || isLive({ expiresAt }, at))
        .length,
      trustedClients: trusted.filter((client) => isTrustLive(client, policy.trust.seconds, at)).length,
    });
  });
}

/** The host tells after the change; trust, the live code and a pending enrolment die before this returns. */
export function accountChanged(
  world: World,
  subject: string,
  change: AccountChange,
): ResultAsync<EndsOtherSessions, Denial> {
  return safeTry<EndsOtherSessions, Denial>(async function* () {
    const known = yield* readAccount(world, subject, 'second-factor.account.change');
    yield* commitAnyway(
      world,
      known,
      (storage, attemptId) => storage.bumpEpoch(known.tag, { attemptId }),
      'bumped',
    );
    const what = change?.what === 'email' ? 'email' : 'password';
    const notice = { kind: `${what}-changed`, alsoTo: addressesOf(change?.previousEmails) } as const;
    await announce(world, known, { kind: 'account-changed', what }, notice);
    return ok(endsOtherSessions);
  });
}

/**
 * Who and why are recorded and told. The host permits this call; it asks for no code, since it is the way back for who has none.
 */
export function resetSubject(
  world: World,
  subject: string,
  request: ResetRequest,
): ResultAsync<EndsOtherSessions, Refusal> {
  return safeTry<EndsOtherSessions, Refusal>(async function* () {
    const { by, reason, tokens = 'bypass' } = request ?? {};
    if (typeof by !== 'string' || by.trim() === '') return err(invalidRequest('by', 'must say who resets'));
    if (typeof reason !== 'string' || reason.trim() === '')
      return err(invalidRequest('reason', 'must say why'));
    if (!['bypass', 'all', 'none'].includes(tokens)) {
      return err(invalidRequest('tokens', 'must be "bypass", "all" or "none"'));
    }
    const known = yield* readAccount(world, subject, 'second-factor.reset');
    yield* commitAnyway(
      world,
      known,
      (storage, attemptId) => storage.reset(known.tag, { attemptId, tokens }),
      'reset',
    );
    await announce(world, known, { kind: 'reset', by, reason }, { kind: 'reset', data: { by, reason } });
    return ok(endsOtherSessions);
  });
}

/** One address, or several; what is no text is nobody's, and must not keep the others from being told. */
function addressesOf(given: unknown): readonly string[] {
  const addresses: readonly unknown[] = Array.isArray(given) ? given : [given];
  return addresses.filter((address) => typeof address === 'string');
}

type Known = Omit<Reading, 'facts'>;

/** Account and policy of the moment, for the calls that must work even where storage lost the factors. */
function readAccount(world: World, subject: string, operation: string): ResultAsync<Known, Denial> {
  const about: About = { subject, operation, trace: [] };
  return safeTry<Known, Denial>(async function* () {
    const at = yield* readClock(world, about);
    const reading = safeTry<Known, Denial>(async function* () {
      const policy = yield* readPolicy(world, about);
      const account = yield* findAccount(world, about);
      if (account === undefined) return err({ kind: 'unknown-subject', ...about } satisfies Denial);
      return ok({ subject, policy, account, tag: tagSubject(world.macs, subject), at, about });
    });
    return reading.mapErr((denial) => recordDenial(world, denial, at));
  });
}

/** A change that needs no epoch: it is made whatever else is going on. */
function commitAnyway(
  world: World,
  { at, about }: Known,
  call: (storage: World['ports']['storage'], attemptId: AttemptId) => unknown,
  word: string,
): ResultAsync<string, Denial> {
  return safeTry<string, Denial>(async function* () {
    const attemptId = yield* freshId(world, about);
    const done = callStorage(world, about, (storage) => call(storage, attemptId), readWord(word));
    return done.mapErr((denial) => recordDenial(world, denial, at));
  });
}

function statusOf(factor: Factor, { policy, facts, at }: Reading): FactorStatus {
  const { state, automaticEmail } = facts;
  const enrolled = isEnrolled(factor, state, automaticEmail);
  const disabled = enrolled && isDisabled(factor, state.attempts[factor], locksOf(policy.attempts));
  if (factor === 'email') {
    const since = typeof state.email === 'object' ? { enrolledAt: state.email.enabledAt } : {};
    return { enrolled, disabled, ...since };
  }
  const since = state.totp === undefined ? {} : { enrolledAt: state.totp.enrolledAt };
  const pending =
    state.pendingTotp !== undefined && isLive(state.pendingTotp, at)
      ? { pendingUntil: state.pendingTotp.expiresAt }
      : {};
  return { enrolled, disabled, ...since, ...pending };
}
