/** What stands for a code that a transport could not read. @module */

import { longestPassword } from './typed-code.ts';

/**
 * What a transport hands over for a code that it could not read (another type than text, broken base64): a text longer than any
 * code or password, so that it is refused as malformed under every method, and never charged or compared.
 */
export const unreadableCode: string = ' '.repeat(longestPassword + 1);
