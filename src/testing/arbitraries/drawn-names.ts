/** The few names, lifetimes and generations that random calls share, to collide. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint, RecipientTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { SealedSecret } from '../../domain/subject/subject-record.ts';
import type { StorageCall } from '../seam/storage-call.ts';

/** What completes a drawn call when it is made. */
export interface CallContext {
  readonly tag: SubjectTag;
  readonly recipient: RecipientTag;
  readonly at: Instant;
  readonly attemptId: string;
  /** The generation that the caller read last. */
  readonly generation: number;
}

/** A random call, before its context is known. */
export type DrawnCall = (context: CallContext) => StorageCall;

/** The name, padded to the 22 characters of a tag, an id or a digest. */
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

/** Lifetimes in milliseconds. They meet the boundaries of `clockStep`. */
export const drawnLifeMs: Arbitrary<number> = fc.constantFrom(0, 1, 1000, 60_000, 600_000);

/** How far the generation of the caller is off: mostly 0. */
export const generationError: Arbitrary<number> = fc.oneof(
  { arbitrary: fc.constant(0), weight: 8 },
  fc.constantFrom(-1, 1),
);
