/** Seals secrets with AES-256-GCM (NIST SP 800-38D) through Web Crypto (P21). @module */

import { decodeBase64Url, encodeBase64Url } from '../../domain/base/base64url.ts';
import { frame } from '../../domain/base/frame.ts';
import type { Hashing } from '../../domain/base/hashing.ts';
import { deriveKey } from '../../domain/keys/derived-keys.ts';
import { type Keys, checkKeys } from '../../domain/keys/keys.ts';
import type { Sealing, SealingContext } from '../../ports/sealing.ts';

/** 96-bit random nonces, as SP 800-38D §8.2.2 specifies for GCM. */
const nonceBytes = 12;

/**
 * Seals with the first key and opens with any of the keys. The associated data holds the key's
 * name, the owner's subject tag and the purpose, so a secret that was sealed for one subject opens
 * for no other.
 *
 * @throws {TypeError} if the keys do not come from `parseKeys`.
 */
export function createWebCryptoSealing(options: { readonly keys: Keys; readonly hashing: Hashing }): Sealing {
  const { hashing } = options;
  const keys = checkKeys(options.keys);
  const imported = new Map(
    keys.named.map(({ name, secret }) => [name, importKey(deriveKey(hashing, secret.reveal(), 'seal'))]),
  );
  const [first] = keys.named;

  async function findKey(name: string): Promise<CryptoKey> {
    const key = imported.get(name);
    if (key === undefined) throw new RangeError('keyName must be the name of a configured key');
    return key;
  }

  return {
    async seal(plaintext, context) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
      const key = await findKey(first.name);
      const ciphertext = await crypto.subtle.encrypt(
        parameters(nonce, first.name, context),
        key,
        asBuffer(plaintext),
      );
      return {
        keyName: first.name,
        nonce: encodeBase64Url(nonce),
        ciphertext: encodeBase64Url(new Uint8Array(ciphertext)),
      };
    },
    async open(sealed, context) {
      const nonce = decodeBase64Url(sealed.nonce);
      const ciphertext = decodeBase64Url(sealed.ciphertext);
      if (nonce?.length !== nonceBytes || ciphertext === undefined)
        throw new RangeError('sealed must be a 12-byte nonce and a ciphertext, both in base64url');
      const key = await findKey(sealed.keyName);
      return new Uint8Array(
        await crypto.subtle.decrypt(parameters(nonce, sealed.keyName, context), key, asBuffer(ciphertext)),
      );
    },
  };
}

function importKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', asBuffer(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function parameters(nonce: Uint8Array, keyName: string, { tag, purpose }: SealingContext): AesGcmParams {
  return { name: 'AES-GCM', iv: asBuffer(nonce), additionalData: asBuffer(frame([keyName, tag, purpose])) };
}

/** Web Crypto's types accept only bytes outside shared memory. */
function asBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
