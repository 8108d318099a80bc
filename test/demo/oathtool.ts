/** Generates codes with `oathtool`, an independent authenticator. @module */

import { execFileSync } from 'node:child_process';

/**
 * Returns the code for a base32 secret at an instant in epoch milliseconds.
 *
 * @throws {Error} if `oathtool` is missing. The message says how to install it.
 */
export function oathtool(secret: string, at: number): string {
  try {
    const now = `@${Math.floor(at / 1000)}`;
    return execFileSync('oathtool', ['--totp', '--base32', `--now=${now}`, secret], {
      encoding: 'utf8',
    }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('oathtool is missing. Install it: sudo apt-get install oathtool', { cause: error });
  }
}
