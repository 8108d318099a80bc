/** The format of every stored line: scripts and adapter take their positions from it. @module */

import type { FieldKind } from './field-kinds.ts';

/**
 * A line is its start and its fields in this order, separated by `|`. Its bytes are printable
 * ASCII. A field of the kind `texts` holds any number of texts and comes last.
 */
export interface LineFormat {
  readonly start: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
}

/** A digit at the start of a line is the version of its format: no other is written or read. */
export const formats = {
  // The key `s`, in this order: one head, at most one line of each other kind, but one line of
  // `attempts` for each scope and one of `mail` for each counted mail.
  head: {
    start: '1',
    fields: { generation: 'count', changedBy: 'optionalText', recoveryCodesLeft: 'count' },
  },
  totp: {
    start: 'A',
    fields: {
      id: 'text',
      algorithm: 'algorithm',
      digits: 'count',
      periodSeconds: 'count',
      keyName: 'text',
      nonce: 'text',
      ciphertext: 'text',
      enrolledAt: 'instant',
      lastStep: 'count',
      spentBy: 'text',
    },
  },
  email: { start: 'E', fields: { enabledAt: 'instant', addresses: 'texts' } },
  /** Stands in place of `email` if the subject switched email codes off. */
  optedOut: { start: 'O', fields: {} },
  attempts: {
    start: 'F',
    fields: { scope: 'scope', failures: 'count', lockedUntil: 'instant', recent: 'texts' },
  },
  pendingTotp: {
    start: 'P',
    fields: {
      id: 'text',
      algorithm: 'algorithm',
      digits: 'count',
      periodSeconds: 'count',
      keyName: 'text',
      nonce: 'text',
      ciphertext: 'text',
      expiresAt: 'instant',
    },
  },
  emailCode: {
    start: 'C',
    fields: {
      purpose: 'purpose',
      digest: 'text',
      digits: 'count',
      expiresAt: 'instant',
      issuedBy: 'text',
      spentBy: 'optionalText',
    },
  },
  /** The code that `emailCode` replaced. */
  replacedCode: {
    start: 'R',
    fields: {
      purpose: 'purpose',
      digest: 'text',
      digits: 'count',
      expiresAt: 'instant',
      issuedBy: 'text',
    },
  },
  mail: { start: 'M', fields: { at: 'instant', by: 'text' } },

  // The key `n` of a recipient: one head, then lines of `mail`.
  recipientHead: { start: '1', fields: {} },
  // The key `mark`.
  mark: { start: '1', fields: { mark: 'text' } },
  // The keys `r` and `c`.
  recoveryCode: { start: '1', fields: { digest: 'text', spentBy: 'optionalText' } },
  trustedClient: {
    start: '1',
    fields: { client: 'text', method: 'factor', factorAt: 'instant', diesAt: 'instant', label: 'text' },
  },
  // The values of the hash `p`. Those of `pu` are one instant each.
  accessToken: {
    start: '1',
    fields: {
      /** The place in the list of tokens: a running number that the script assigns. */
      position: 'count',
      digest: 'text',
      name: 'text',
      keyName: 'text',
      nonce: 'text',
      ciphertext: 'text',
      bypass: 'flag',
      createdAt: 'instant',
      expiresAt: 'optionalInstant',
      lastFour: 'text',
      /** Whether the token is confined to `scopes`: without them it is for everything. */
      isScoped: 'flag',
      scopes: 'texts',
    },
  },
} as const;
