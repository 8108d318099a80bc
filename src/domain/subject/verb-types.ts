/**
 * The storage verbs as types: of each verb what it works on, its input and its outcomes. The table
 * in `verbs.ts` has their functions.
 * @module
 */

import type { DeploymentMark } from '../keys/keyed-names.ts';
import type { Change } from './change.ts';
import type { ChargeInput, ChargeOutcome } from './charge.ts';
import type {
  BeginEnrollmentInput,
  ConfirmEnrollmentInput,
  EnableEmailInput,
  RaiseGenerationInput,
  RemoveFactorInput,
  ReplaceRecoveryCodesInput,
  ResetInput,
} from './factor-changes.ts';
import type { BeginInput } from './generation.ts';
import type { RefundInput } from './give-back.ts';
import type { IssueEmailCodeInput, IssueOutcome, WithdrawEmailCodeInput } from './issue-email-code.ts';
import type { CountMailInput } from './mail-limits.ts';
import type { PinEmailInput, PinOutcome } from './pin-email.ts';
import type { RecognizeInput } from './recognize.ts';
import type { SettleInput, SettleOutcome } from './settle.ts';
import type { CountedMail, StoredAccessToken, SubjectRecord, TrustedClient } from './subject-record.ts';
import type { StateQuery, SubjectState } from './subject-state.ts';
import type {
  FindTokenInput,
  InsertTokenInput,
  ReplaceTokenInput,
  RevokeAllTokensInput,
  RevokeTokenInput,
} from './token-changes.ts';
import type { RevokeAllTrustedInput, RevokeTrustedInput } from './trust.ts';

/** One verb: what it does to what is stored, and every kind of outcome with its meaning. */
export interface Verb<Stored, Input, Outcome> {
  readonly apply: (stored: Stored, input: Input) => Change<Outcome, Stored>;
  readonly outcomes: { readonly [Kind in KindOf<Outcome>]: string };
}

/** The kinds of a verb's outcomes; none for a verb that returns what is stored. */
export type KindOf<Outcome> = Outcome extends string
  ? Outcome
  : Outcome extends { readonly kind: infer Kind extends string }
    ? Kind
    : never;

type OnSubject<Input, Outcome> = Verb<SubjectRecord, Input, Outcome>;

/** One read, the two halves of a verification, and the way back from the first. */
export interface DecisionVerbs {
  /** One read of everything that a decision needs. Without a record the state is empty. */
  readonly load: OnSubject<StateQuery, SubjectState>;
  /** Chooses what a typed code is compared with, and counts one failure in advance (P3). */
  readonly charge: OnSubject<ChargeInput, ChargeOutcome>;
  /** Spends the match, clears the failures and grants trust, all at once (P1, P2, P9, P11). */
  readonly settle: OnSubject<SettleInput, SettleOutcome>;
  /** Gives back the charge of an attempt that could not be compared (P4). */
  readonly refund: OnSubject<RefundInput, 'refunded'>;
}

/**
 * Factors, recovery codes and the generation. Every verb but `begin`, `beginEnrollment` and
 * `unlock` voids all trust, ends a pending enrollment and raises the generation (P11).
 */
export interface FactorVerbs {
  /** Gives a subject without a record its first generation, and changes nothing else (P26). */
  readonly begin: OnSubject<BeginInput, 'begun'>;
  /** Replaces a pending enrollment and touches nothing else (P17). */
  readonly beginEnrollment: OnSubject<BeginEnrollmentInput, 'begun' | 'superseded'>;
  /** Activates that pending enrollment and no other, spends its step, stores the recovery codes. */
  readonly confirmEnrollment: OnSubject<ConfirmEnrollmentInput, 'confirmed' | 'not-pending' | 'superseded'>;
  /** Switches email codes on. The recovery codes are stored only if none are left. */
  readonly enableEmail: OnSubject<EnableEmailInput, 'enabled' | 'enabled-with-recovery-codes' | 'superseded'>;
  /** Removes a factor, and with the last one the recovery codes. */
  readonly removeFactor: OnSubject<RemoveFactorInput, 'removed' | 'not-enrolled' | 'superseded'>;
  /** The old recovery codes end as the new ones start. */
  readonly replaceRecoveryCodes: OnSubject<
    ReplaceRecoveryCodesInput,
    'replaced' | 'not-enrolled' | 'superseded'
  >;
  /**
   * The account changed: trust, the live emailed code and a pending enrollment end. New addresses
   * are pinned in the same step, if email codes are on and nothing changed since they were vouched
   * for (P7).
   */
  readonly raiseGeneration: OnSubject<RaiseGenerationInput, 'raised' | 'raised-unpinned'>;
  /** Clears the failures and locks of every method, and nothing else (P4). */
  readonly unlock: OnSubject<void, 'unlocked'>;
  /** Removes everything of the subject at once, except the counted mails. */
  readonly reset: OnSubject<ResetInput, 'reset'>;
}

/** The end of a subject. */
export interface ForgetVerbs {
  /**
   * Erases everything of the subject, also what cannot be read (P26). The counted mails of its
   * recipients stay.
   */
  readonly forget: OnSubject<void, 'erased' | 'absent'>;
}

/** Emailed codes. */
export interface EmailCodeVerbs {
  /**
   * Pins the addresses of an automatic enrollment, once: later calls find what was pinned, and a
   * subject who switched email codes off stays without. Changes nothing else.
   */
  readonly pinEmail: OnSubject<PinEmailInput, PinOutcome>;
  /** Issues the one live code. Its limits are judged and taken in the same call (P7, P8). */
  readonly issueEmailCode: OnSubject<IssueEmailCodeInput, IssueOutcome>;
  /**
   * Takes back the code that this attempt issued, if it is still the live one. The code that it
   * replaced is live again, unless the newer code was spent, or the subject changed, since.
   */
  readonly withdrawEmailCode: OnSubject<WithdrawEmailCodeInput, 'withdrawn' | 'not-live'>;
}

/** Trusted clients. */
export interface TrustVerbs {
  readonly listTrusted: OnSubject<void, readonly TrustedClient[]>;
  readonly revokeTrusted: OnSubject<RevokeTrustedInput, 'revoked' | 'not-found'>;
  /** Raises the generation, so that attempts under way end. Repeating it is harmless. */
  readonly revokeAllTrusted: OnSubject<RevokeAllTrustedInput, 'revoked'>;
}

/** Personal access tokens (P14). */
export interface AccessTokenVerbs {
  readonly insertToken: OnSubject<
    InsertTokenInput,
    'inserted' | 'name-taken' | 'limit-reached' | 'superseded'
  >;
  /** The old digest ends as the new one starts. */
  readonly replaceToken: OnSubject<ReplaceTokenInput, 'replaced' | 'not-found' | 'superseded'>;
  /** As `revokeAllTokens`, for one token. */
  readonly revokeToken: OnSubject<RevokeTokenInput, 'revoked' | 'not-found'>;
  /** The generation rises: nothing that was permitted before is done afterwards. Trust stays. */
  readonly revokeAllTokens: OnSubject<RevokeAllTokensInput, 'revoked'>;
  /**
   * The token of that id if its digest was presented. Its last use is noted at most once an
   * interval. Constant work.
   */
  readonly findToken: OnSubject<FindTokenInput, StoredAccessToken | undefined>;
  readonly listTokens: OnSubject<void, readonly StoredAccessToken[]>;
}

/** The verbs about one subject. */
export interface SubjectVerbs
  extends DecisionVerbs, FactorVerbs, ForgetVerbs, EmailCodeVerbs, TrustVerbs, AccessTokenVerbs {}

/** The verbs about one mail recipient, over all subjects. */
export interface RecipientVerbs {
  /** Counts one mail unless a limit is reached (P8). */
  readonly countMail: Verb<readonly CountedMail[], CountMailInput, 'counted' | 'capped'>;
}

/** The verbs about the storage as a whole. */
export interface DeploymentVerbs {
  /**
   * Whether the storage was written under this root key. The first mark is kept for good, one for
   * each storage (P23).
   */
  readonly recognize: Verb<DeploymentMark | undefined, RecognizeInput, 'same' | 'first' | 'other'>;
}

export type SubjectVerbName = keyof SubjectVerbs;
export type RecipientVerbName = keyof RecipientVerbs;
export type DeploymentVerbName = keyof DeploymentVerbs;

/** The input of a verb. */
export type InputOf<AVerb> = AVerb extends { readonly apply: (stored: never, input: infer Input) => unknown }
  ? Input
  : never;

/** The outcome of a verb. */
export type OutcomeOf<AVerb> = AVerb extends {
  readonly apply: (...args: never[]) => Change<infer Outcome, unknown>;
}
  ? Outcome
  : never;
