/** A limit on guessed passwords: the library limits second factors, the host its own login. @module */

import { createHash } from 'node:crypto';
import type { Rows } from '../rows/rows.ts';

const most = 10;
const withinSeconds = 15 * 60;

export interface LoginLimit {
  /** Counts an attempt before its password is looked at. */
  charge(username: string, ip: string): Promise<'charged' | 'too-many'>;
  /** A right password makes the failures before it forgotten. */
  clear(username: string, ip: string): Promise<void>;
}

/** By name and address, so that nobody can lock somebody else out from elsewhere. */
export function createLoginLimit(rows: Rows): LoginLimit {
  return {
    charge: async (username, ip) =>
      (await rows.count(keyOf(username, ip), withinSeconds)) > most ? 'too-many' : 'charged',
    clear: (username, ip) => rows.delete(keyOf(username, ip)),
  };
}

function keyOf(username: string, ip: string): string {
  return `logins:${createHash('sha256')
    .update(JSON.stringify([username.toLowerCase(), ip]))
    .digest('hex')}`;
}
