/**
 * Whether storage was written under the root key of this deployment (P23): under another one every
 * subject looks never enrolled.
 * @module
 */

import type { Instant } from '../../domain/base/instant.ts';
import type { DeploymentMark } from '../../domain/keys/keyed-names.ts';

/** What one façade remembers of its storage. */
export interface Recognition {
  readonly mark: DeploymentMark;
  /** Whether the storage was recognized at most a minute before `at`. */
  isRecent(at: Instant): boolean;
  /**
   * Returns a function to call on a good reply. It notes the recognition unless a call failed
   * meanwhile.
   */
  begin(at: Instant): () => void;
  /** A call failed: the next one may reach another storage. */
  doubt(): void;
}

/** How long a recognition counts. */
const recognizedForMs = 60_000;

export function createRecognition(mark: DeploymentMark): Recognition {
  let recognizedAt: Instant | undefined;
  let failures = 0;
  return {
    mark,
    // A clock that stepped back would otherwise stretch the minute.
    isRecent: (at) => recognizedAt !== undefined && recognizedAt <= at && at < recognizedAt + recognizedForMs,
    begin(at) {
      const before = failures;
      return () => {
        if (failures === before) recognizedAt = at;
      };
    },
    doubt() {
      failures++;
      recognizedAt = undefined;
    },
  };
}
