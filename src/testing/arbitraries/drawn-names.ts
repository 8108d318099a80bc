/** The few values of drawn calls, so that calls hit the same tokens and codes. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type {
  AddressTag,
  ClientFingerprint,
  RecipientTag,
  SubjectTag,
} from '../../domain/keys/keyed-names.ts';
import type { SealedSecret } from '../../domain/subject/subject-record.ts';
import type { StorageCall } from '../seam/storage-call.ts';

/** The values that complete a drawn call. */
export interface CallContext {
  readonly tag: SubjectTag;
  readonly recipient: RecipientTag;
  readonly at: Instant;
  readonly attemptId: string;
  /** The generation that the caller assumes. */
  readonly generation: number;
}

/** A drawn call without the values that are known only when it is made. */
export type DrawnCall = (context: CallContext) => StorageCall;

/** Pads a name to 22 characters, the length of tags, ids and digests. */
export function pad(name: string): string {
  return name.padEnd(22, '_');
}

export const sealed: SealedSecret = Object.freeze({ keyName: 'k1', nonce: 'AAAA', ciphertext: 'BBBB' });

export const tokenIds: readonly string[] = Object.freeze(
  ['t1', 't2', 't3'].map((name) => name.padEnd(16, '_')),
);

export const drawnClient: Arbitrary<ClientFingerprint> = fc.constantFrom(
  ...['c1', 'c2', 'c3'].map((name) => pad(name) as ClientFingerprint),
);

export const drawnAddresses: Arbitrary<readonly AddressTag[]> = fc.subarray(
  ['a1', 'a2'].map((name) => pad(name) as AddressTag),
);

/** Lifetimes in milliseconds, with boundaries of the steps of `clockStep`. */
export const drawnLifetimeMs: Arbitrary<number> = fc.constantFrom(0, 1, 1000, 60_000, 600_000);

/** The error of the generation that a caller assumes: usually 0. */
export const generationError: Arbitrary<number> = fc.oneof(
  { arbitrary: fc.constant(0), weight: 8 },
  fc.constantFrom(-1, 1),
);
