/** Hashing on `node:crypto`. @module */

import * as crypto from 'node:crypto';
import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/base/hashing.ts';
import { prepareOneShotMac } from './one-shot-mac.ts';
import { prepareStreamingMac } from './streaming-mac.ts';

/**
 * Hashing on `node:crypto`, for servers that verify many codes. The cases "verify, no match" and
 * "generate" in bench/otp-contenders.ts compare it with the default hashing.
 *
 * @example
 * ```ts
 * import { nodeHashing } from 'second-factor/adapters/node';
 * import { prepareKey, totp } from 'second-factor/otp';
 *
 * const key = prepareKey(new Uint8Array(20).fill(1), { hashing: nodeHashing });
 * totp(key, { at: 59_000 }).length; // => 6
 * key.dispose();
 * ```
 */
export const nodeHashing: Hashing = Object.freeze({ prepare });

function prepare(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  // Not imported by name: this module must also load on runtimes that lack `crypto.hash`.
  const { hash } = crypto as Partial<typeof crypto>;
  return hash === undefined ? prepareStreamingMac(algorithm, key) : prepareOneShotMac(hash, algorithm, key);
}
