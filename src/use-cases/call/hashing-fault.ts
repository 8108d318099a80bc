/** Hashing with every answer checked: what is no digest ends the call, wherever in it that happens (P16). @module */

import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/base/hashing.ts';
import { ignoreRejection } from './ignore-rejection.ts';

const digestBytes: Readonly<Record<HashAlgorithm, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };

/** Thrown from within a call, and caught before it leaves the façade. It says nothing of what the port threw. */
const hashingFault: Error = Object.freeze(new Error('the hashing port failed'));

export function isHashingFault(reason: unknown): boolean {
  return reason === hashingFault;
}

/**
 * The same hashing, except that a digest of the wrong length is a fault: an empty one would make every code 000000, and every
 * subject one that nothing is enrolled for.
 */
export function checkedHashing(hashing: Hashing): Hashing {
  return {
    prepare: (algorithm, key) =>
      checkedMac(
        algorithm,
        trust(() => hashing.prepare(algorithm, key)),
      ),
  };
}

function checkedMac(algorithm: HashAlgorithm, mac: PreparedMac): PreparedMac {
  const length = digestBytes[algorithm];
  const digest = (answer: () => Uint8Array): Uint8Array => {
    const bytes = trust(answer);
    if (bytes instanceof Uint8Array && bytes.length === length) return bytes;
    throw hashingFault;
  };
  return {
    algorithm,
    mac: (message) => digest(() => mac.mac(message)),
    macCounter: (high, low) => digest(() => mac.macCounter(high, low)),
    dispose: () => trust(() => mac.dispose()),
  };
}

function trust<Answer>(answer: () => Answer): Answer {
  try {
    return ignoreRejection(answer());
  } catch {
    throw hashingFault;
  }
}
