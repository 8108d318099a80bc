/** Hashing with every result checked: a wrong digest ends the call, at any depth (P16). @module */

import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/base/hashing.ts';
import { ignoreRejection } from './ignore-rejection.ts';

const digestBytes: Readonly<Record<HashAlgorithm, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };

/**
 * Thrown within a call and caught before it leaves the façade. It holds nothing of what the port
 * threw.
 */
const hashingFault: Error = Object.freeze(new Error('the hashing port failed'));

export function isHashingFault(reason: unknown): boolean {
  return reason === hashingFault;
}

/**
 * The same hashing, except that a digest of the wrong length is a fault. An empty digest would make
 * every code 000000, and every subject one without an enrollment.
 */
export function checkedHashing(hashing: Hashing): Hashing {
  return {
    prepare: (algorithm, key) =>
      checkedMac(
        algorithm,
        orFault(() => hashing.prepare(algorithm, key)),
      ),
  };
}

function checkedMac(algorithm: HashAlgorithm, mac: PreparedMac): PreparedMac {
  const length = digestBytes[algorithm];
  const digest = (compute: () => Uint8Array): Uint8Array => {
    const bytes = orFault(compute);
    if (bytes instanceof Uint8Array && bytes.length === length) return bytes;
    throw hashingFault;
  };
  return {
    algorithm,
    mac: (message) => digest(() => mac.mac(message)),
    macCounter: (high, low) => digest(() => mac.macCounter(high, low)),
    dispose: () => orFault(() => mac.dispose()),
  };
}

/** The result of the port; anything that it throws becomes the fault. */
function orFault<Value>(compute: () => Value): Value {
  try {
    return ignoreRejection(compute());
  } catch {
    throw hashingFault;
  }
}
