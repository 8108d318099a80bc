/** Hashing on `node:crypto`, for servers that verify many codes. @module */

import * as crypto from 'node:crypto';
import type { HashAlgorithm, Hashing, PreparedMac } from '../../domain/base/hashing.ts';
import { prepareOneShotMac } from './one-shot-mac.ts';
import { prepareStreamingMac } from './streaming-mac.ts';

/**
 * Hashing on `node:crypto`.
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
export const nodeHashing: Hashing = { prepare };

function prepare(algorithm: HashAlgorithm, key: Uint8Array): PreparedMac {
  // Looked up, not imported by name: where it is missing, loading this module must not fail.
  const { hash } = crypto as Partial<typeof crypto>;
  return hash === undefined ? prepareStreamingMac(algorithm, key) : prepareOneShotMac(hash, algorithm, key);
}
