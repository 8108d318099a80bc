/**
 * What a key URI says: the fields of the format that authenticator apps read from a QR code.
 * @module
 */
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format

import type { HashAlgorithm } from '../base/hashing.ts';

type SharedFields = {
  /** Who the account is with; no colon. Apps list accounts by it. */
  readonly issuer?: string | undefined;
  /**
   * Whose account it is, such as an e-mail address; not empty, no colon. Leading spaces do not
   * survive (see the format).
   */
  readonly account: string;
};

/** What a key URI says, with the format's defaults filled in. Holds the secret: do not log it. */
export type KeyUri = SharedFields & {
  readonly secret: Uint8Array;
  readonly algorithm: HashAlgorithm;
  /** 6, 7 or 8. */
  readonly digits: number;
} & (
    | { readonly type: 'totp'; /** Seconds, at least 1. */ readonly period: number }
    | { readonly type: 'hotp'; /** A bigint where it exceeds 2^53−1. */ readonly counter: number | bigint }
  );

/** What a key URI is written from. */
export type KeyUriFields = SharedFields & {
  /** Non-empty bytes, or base32 text. */
  readonly secret: Uint8Array | string;
  /** Default SHA1, the only one that every app honors. */
  readonly algorithm?: HashAlgorithm | undefined;
  /** 6, 7 or 8; default 6. */
  readonly digits?: number | undefined;
} & (
    | {
        readonly type: 'totp';
        /** Whole seconds, at least 1; default 30. */ readonly period?: number | undefined;
      }
    | {
        readonly type: 'hotp';
        /** The counter of the first code, 0 to 2^64−1. */ readonly counter: number | bigint;
      }
  );
