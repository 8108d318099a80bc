/** Hashes passwords with scrypt (RFC 7914) and compares them in constant time. @module */

import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { scryptAsync } from '@noble/hashes/scrypt.js';

/** The cost parameters of scrypt (RFC 7914 §2). `costLog2` is the binary logarithm of N. */
export interface PasswordCost {
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/**
 * 32 MB, as golang.org/x/crypto/scrypt recommends for logins. Higher costs are better. With a
 * native scrypt, use `parallelization: 3`, as OWASP's Password Storage Cheat Sheet recommends. The
 * library waits at most two seconds for `verifyPassword`.
 */
export const defaultPasswordCost: PasswordCost = { costLog2: 15, blockSize: 8, parallelization: 1 };

/**
 * Returns the hash as `scrypt$15$8$1$salt$hash`. The text includes the costs, so that old hashes
 * can be compared after the defaults change.
 */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  const { costLog2, blockSize, parallelization } = cost;
  return ['scrypt', costLog2, blockSize, parallelization, base64(salt), base64(hash)].join('$');
}

/**
 * Resolves to whether the password is correct. A missing or unreadable hash costs the same work and
 * never matches.
 */
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
  // Keyboards differ in how they compose characters such as é (RFC 8265 §4.2.2).
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
