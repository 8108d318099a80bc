/** Encryption at rest, authenticated and bound to where it belongs (P21). @module */

import type { SealedSecret } from '../domain/subject/subject-record.ts';

/** Where a sealed secret belongs; it opens nowhere else. */
export interface SealingContext {
  /** The owner's tag. */
  readonly tag: string;
  /** What the secret is: `totp` or `access-token`. */
  readonly purpose: string;
}

export interface Sealing {
  /**
   * Seals under the first key. The caller wipes `plaintext` afterwards, so an adapter keeps no
   * reference to it.
   */
  seal(plaintext: Uint8Array, context: SealingContext): Promise<SealedSecret>;
  /**
   * The plaintext in fresh bytes, which the caller wipes; rejects where it was not sealed by a
   * known key for this context.
   */
  open(sealed: SealedSecret, context: SealingContext): Promise<Uint8Array>;
}
