/** Making a deployment's keys, once. @module */

import { formatKeys, keysOf } from './domain/keys/keys.ts';

declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array };

/**
 * The text of fresh keys for `createTwoFactor`, to be kept in one environment variable or secret store: whoever has it can forge
 * codes' digests and open sealed secrets. With `previous` (the text in use) the rootKey stays and a new key writes from now on,
 * while everything written under the old ones still opens.
 *
 * @throws {RangeError} where `previous` cannot be read.
 * @example
 * ```ts
 * import { generateKeys, parseKeys } from 'second-factor';
 *
 * const text = generateKeys();
 * parseKeys(text).isOk(); // => true
 * ```
 */
export function generateKeys(previous?: string): string {
  const kept = previous === undefined ? undefined : keysOf(previous);
  const fresh = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
  const taken = new Set(kept?.named.map(({ name }) => name));
  let number = taken.size + 1;
  while (taken.has(`k${number}`)) number++;
  return formatKeys(fresh(), `k${number}`, fresh(), kept);
}
