/** A denial as an error, for hosts that throw. @module */

import type { Denial } from './denial.ts';

/** What `demand` rejects with. Its message names the kind of the denial and nothing else (P18). */
export class DenialError extends Error {
  override readonly name = 'DenialError';
  /** Says what to do; match on its `kind`. */
  readonly denial: Denial;

  constructor(denial: Denial) {
    super(`refused: ${denial.kind}`);
    this.denial = denial;
  }
}
