/** Making the keys of a deployment, once. @module */

import { systemRandom } from './adapters/system/system-random.ts';
import { formatKeys, requireKeys } from './domain/keys/keys.ts';

const keyBytes = 32;

/**
 * The text of fresh keys for a deployment, to be kept in one environment variable or secret
 * store. Anyone who has it can forge the digests of codes and open sealed secrets. With `previous`,
 * the text in use, the root key stays and a new key is used for writing; everything written under
 * the old keys still opens.
 *
 * @throws {RangeError} if `previous` cannot be read.
 * @example
 * ```ts
 * import { generateKeys, parseKeys } from 'second-factor';
 *
 * const text = generateKeys();
 * parseKeys(text).isOk(); // => true
 * ```
 */
export function generateKeys(previous?: string): string {
  const kept = previous === undefined ? undefined : requireKeys(previous);
  const taken = new Set(kept?.named.map(({ name }) => name));
  let number = taken.size + 1;
  while (taken.has(`k${number}`)) number++;
  return formatKeys(systemRandom.bytes(keyBytes), `k${number}`, systemRandom.bytes(keyBytes), kept);
}
