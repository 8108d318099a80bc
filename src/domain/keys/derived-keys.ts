/**
 * Keys for one purpose each, derived with HKDF-SHA-256 (RFC 5869) from the deployment's keys.
 * @module
 */

import type { Hashing, PreparedMac } from '../base/hashing.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import type { Keys } from './keys.ts';

/** The purpose of a derived key. Two purposes never share a key. */
export type KeyPurpose = 'tag' | 'fingerprint' | 'digest' | 'seal';

/** The keyed hashes that the core works with: prepared once, reused for every call. */
export interface DerivedMacs {
  /** For the tags of subjects, addresses and mail recipients; from the root key. */
  readonly tag: PreparedMac;
  /** For the fingerprints of clients; from the root key. */
  readonly fingerprint: PreparedMac;
  /** For the digests of codes and tokens: one per named key, the first is used for writing. */
  readonly digests: readonly [PreparedMac, ...PreparedMac[]];
}

export function deriveMacs(hashing: Hashing, keys: Keys): DerivedMacs {
  const [first, ...older] = keys.named;
  const digestMac = (key: Uint8Array): PreparedMac =>
    hashing.prepare('SHA256', deriveKey(hashing, key, 'digest'));
  return {
    tag: hashing.prepare('SHA256', deriveKey(hashing, keys.rootKey.reveal(), 'tag')),
    fingerprint: hashing.prepare('SHA256', deriveKey(hashing, keys.rootKey.reveal(), 'fingerprint')),
    digests: [digestMac(first.secret.reveal()), ...older.map((key) => digestMac(key.secret.reveal()))],
  };
}

/**
 * HKDF with an empty salt and one block of output (RFC 5869 §2.2, §2.3): 32 bytes for `purpose`.
 */
export function deriveKey(hashing: Hashing, key: Uint8Array, purpose: KeyPurpose): Uint8Array {
  const extract = hashing.prepare('SHA256', new Uint8Array(32));
  const pseudorandomKey = extract.mac(key).slice();
  extract.dispose();
  const expand = hashing.prepare('SHA256', pseudorandomKey);
  pseudorandomKey.fill(0);
  const label = encodeUtf8(`second-factor/${purpose}`);
  const info = new Uint8Array(label.length + 1);
  info.set(label);
  info[label.length] = 1;
  const derived = expand.mac(info).slice();
  expand.dispose();
  return derived;
}
