/** Passwords as scrypt hashes (RFC 7914), compared in constant time. @module */

import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { scryptAsync } from '@noble/hashes/scrypt.js';

/** scrypt's costs (RFC 7914 §2): `costLog2` is the logarithm of N. */
export interface PasswordCost {
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/**
 * 32 MB and about a quarter of a second in JavaScript, which is what golang.org/x/crypto/scrypt recommends for logins. More is better: with a
 * native scrypt OWASP's Password Storage Cheat Sheet asks for three times that (`parallelization: 3`). The library waits two seconds for an
 * answer, also on a slow machine that does much else.
 */
export const defaultPasswordCost: PasswordCost = { costLog2: 15, blockSize: 8, parallelization: 1 };

/** The hash as text, `scrypt$15$8$3$salt$hash`: what it takes to compare stays with it when costs rise. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  const { costLog2, blockSize, parallelization } = cost;
  return ['scrypt', costLog2, blockSize, parallelization, base64(salt), base64(hash)].join('$');
}

/** Whether this is the password. A text that is no hash costs as much to compare and matches nothing. */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  cost: PasswordCost,
): Promise<boolean> {
  const [name, costLog2, blockSize, parallelization, salt = '', hash = ''] = (stored ?? '').split('$');
  const readable = name === 'scrypt';
  const used = readable
    ? {
        costLog2: Number(costLog2),
        blockSize: Number(blockSize),
        parallelization: Number(parallelization),
      }
    : cost;
  const derived = await derive(password, Buffer.from(salt, 'base64'), used);
  const expected = Buffer.alloc(hashBytes);
  const length = Buffer.from(hash, 'base64').copy(expected);
  return timingSafeEqual(derived, expected) && readable && length === hashBytes;
}

const hashBytes = 32;

function derive(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Uint8Array> {
  // One person's é is another's e and accent (RFC 8265 §4.2.2).
  return scryptAsync(password.normalize('NFC'), salt, {
    N: 2 ** cost.costLog2,
    r: cost.blockSize,
    p: cost.parallelization,
    dkLen: hashBytes,
  });
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
