/** The view of a subject's record that one decision reads. @module */

import { deepFreeze } from '../base/deep-freeze.ts';
import type { ClientFingerprint } from '../keys/keyed-names.ts';
import {
  type RecoveryCode,
  type StoredAccessToken,
  type SubjectRecord,
  type TrustedClient,
  emptyRecord,
} from './subject-record.ts';

/** The parts of a record that a decision reads as they are stored. */
type SharedParts = Pick<
  SubjectRecord,
  'generation' | 'totp' | 'pendingTotp' | 'email' | 'mails' | 'attempts'
>;

/** What a decision reads of a subject, in one storage call. */
export interface SubjectState extends SharedParts {
  /** The emailed code unless it is spent. The reader judges whether it has expired. */
  readonly emailCode: SubjectRecord['emailCode'];
  readonly recoveryCodesLeft: number;
  /** Trust of the client that was asked for. */
  readonly trust: TrustedClient | undefined;
  /** The token that was asked for. */
  readonly token: StoredAccessToken | undefined;
}

/** Which client and which token a read is about. */
export interface StateQuery {
  readonly client?: ClientFingerprint | undefined;
  readonly tokenId?: string | undefined;
}

/** The view of a record that a decision reads. */
export function stateOf(record: SubjectRecord, query: StateQuery): SubjectState {
  const { generation, totp, pendingTotp, email, emailCode, mails, attempts } = record;
  return {
    generation,
    totp,
    pendingTotp,
    email,
    emailCode: emailCode?.spentBy === undefined ? emailCode : undefined,
    mails,
    recoveryCodesLeft: countUnspent(record.recoveryCodes),
    trust: query.client === undefined ? undefined : trustOf(record.trusted, query.client),
    token: query.tokenId === undefined ? undefined : record.tokens.get(query.tokenId),
    attempts,
  };
}

/**
 * Whether parts of a state rule each other out: recovery codes come with a factor and go with the
 * last one, so codes without any factor mean that the factor was lost (P23).
 */
export function contradictsItself({
  recoveryCodesLeft,
  totp,
  email,
}: Pick<SubjectState, 'recoveryCodesLeft' | 'totp' | 'email'>): boolean {
  return recoveryCodesLeft > 0 && totp === undefined && typeof email !== 'object';
}

/** The state of a subject without a stored record. */
export const emptyState: SubjectState = deepFreeze(stateOf(emptyRecord, {}));

// Every decision makes both loops. They count up, since the lists of memory storage are frozen, and
// `find` and `for … of` are slow on frozen lists (`bench`, case `authorize: trusted client`).

function trustOf(trusted: readonly TrustedClient[], client: ClientFingerprint): TrustedClient | undefined {
  for (let index = 0; index < trusted.length; index++)
    if (trusted[index]?.client === client) return trusted[index];
  return undefined;
}

function countUnspent(codes: readonly RecoveryCode[]): number {
  let left = 0;
  for (let index = 0; index < codes.length; index++) if (codes[index]?.spentBy === undefined) left++;
  return left;
}
