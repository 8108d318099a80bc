/** What the author of an adapter passes to the storage laws. @module */

import type { Storage } from '../../ports/storage.ts';
import type { RoundTrip } from '../seam/schedule.ts';

/** A storage to check. It is empty, or keeps earlier data under another prefix. */
export interface StorageUnderTest {
  readonly storage: Storage;
  /**
   * What the scheduler orders.
   *
   * - `'verbs'` (default): whole calls. Half of the races also run without the scheduler, as
   *   concurrent as the storage itself is.
   * - `'round-trips'`: single commands. The storage makes each command through the round trip that
   *   `CreateStorage` was given.
   */
  readonly interleaves?: 'verbs' | 'round-trips' | undefined;
  /** Called once, after the law or its case was checked. */
  dispose?(): unknown;
}

/** Makes a storage for one law, or for one case of a law about the storage as a whole. */
export type CreateStorage = (roundTrip: RoundTrip) => StorageUnderTest | Promise<StorageUnderTest>;
