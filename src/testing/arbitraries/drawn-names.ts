/** The few names, lives and generations that drawn calls share, so that they meet each other. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint, RecipientTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { SealedSecret } from '../../domain/subject/subject-record.ts';
import type { StorageCall } from '../seam/storage-call.ts';

/** What a drawn call is completed with when it is made. */
export interface CallContext {
  readonly tag: SubjectTag;
  readonly recipient: RecipientTag;
  readonly at: Instant;
  readonly attemptId: string;
  /** The generation that the caller believes in. */
  readonly generation: number;
}

/** A call that waits for its context. */
export type DrawnCall = (context: CallContext) => StorageCall;

/** A name of 22 characters, as tags, ids and digests have. */
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

/** How long something lives: boundaries of the time steps between calls among them. */
export const drawnLife: Arbitrary<number> = fc.constantFrom(0, 1, 1000, 60_000, 600_000);

/** By how much the generation that a caller believes in is wrong: nearly always not at all. */
export const generationError: Arbitrary<number> = fc.oneof(
  { arbitrary: fc.constant(0), weight: 8 },
  fc.constantFrom(-1, 1),
);
