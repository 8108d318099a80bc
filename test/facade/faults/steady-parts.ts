/** Ports that repeat themselves in every run, so that their calls have fixed numbers. @module */

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { type Keys, parseKeys } from '../../../src/index.ts';
import type { Random } from '../../../src/ports/random.ts';
import type { Sealing, SealingContext } from '../../../src/ports/sealing.ts';

/** Fixed keys of 32 bytes each. */
export const steadyKeys: Keys = parseKeys(
  `sf1.${Buffer.alloc(32, 'rootKey').toString('base64url')}.k1=${Buffer.alloc(32, 'named').toString('base64url')}`,
)._unsafeUnwrap();

export function steadyRandom(seed: string): Random {
  let drawn = 0;
  return {
    bytes: (count) => {
      const blocks = Array.from({ length: Math.ceil(count / 32) }, () =>
        createHash('sha256').update(`${seed} ${drawn++}`).digest(),
      );
      return new Uint8Array(Buffer.concat(blocks).subarray(0, count));
    },
  };
}

/** AES-256-GCM that resolves within the same turn of the event loop. */
export function steadySealing(random: Random): Sealing {
  const key = Buffer.alloc(32, 'sealing');
  const additionalData = ({ tag, purpose }: SealingContext): Buffer =>
    Buffer.from(JSON.stringify([tag, purpose]));
  return {
    seal: (plaintext, context) => {
      const nonce = random.bytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return Promise.resolve({
        keyName: 'k1',
        nonce: Buffer.from(nonce).toString('base64url'),
        ciphertext: ciphertext.toString('base64url'),
      });
    },
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed.ciphertext, 'base64url');
      const nonce = Buffer.from(sealed.nonce, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        .setAAD(additionalData(context))
        .setAuthTag(bytes.subarray(-16));
      const plaintext = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
      return Promise.resolve(new Uint8Array(plaintext));
    },
  };
}
