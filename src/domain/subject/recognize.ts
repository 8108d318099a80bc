/** Under which root key a storage was written (P23). @module */

import type { DeploymentMark } from '../keys/keyed-names.ts';
import type { Change } from './change.ts';

export interface RecognizeInput {
  /** The mark of the root key of the asking deployment. */
  readonly mark: DeploymentMark;
}

/** The first mark stays: under another root key every subject would look never enrolled. */
export function recognize(
  stored: DeploymentMark | undefined,
  { mark }: RecognizeInput,
): Change<'same' | 'first' | 'other', DeploymentMark | undefined> {
  if (stored === undefined) return { record: mark, outcome: 'first' };
  return { record: stored, outcome: stored === mark ? 'same' : 'other' };
}
