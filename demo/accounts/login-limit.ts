/** Limits wrong passwords at login. The library limits second factors only. @module */

import { createHash } from 'node:crypto';
import type { Rows } from '../rows/rows.ts';

const maxAttempts = 10;
const windowSeconds = 15 * 60;

export interface LoginLimit {
  /** Counts an attempt before its password is compared. */
  charge(username: string, ip: string): Promise<'charged' | 'too-many'>;
  /** Clears the count after a correct password. */
  clear(username: string, ip: string): Promise<void>;
}

/** Counts per name and IP address, so that nobody can lock out a user from another address. */
export function createLoginLimit(rows: Rows): LoginLimit {
  return {
    charge: async (username, ip) =>
      (await rows.count(keyOf(username, ip), windowSeconds)) > maxAttempts ? 'too-many' : 'charged',
    clear: (username, ip) => rows.delete(keyOf(username, ip)),
  };
}

function keyOf(username: string, ip: string): string {
  return `logins:${createHash('sha256')
    .update(JSON.stringify([username.toLowerCase(), ip]))
    .digest('hex')}`;
}
