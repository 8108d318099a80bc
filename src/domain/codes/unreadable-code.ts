/** The text that stands for a code which a transport could not read. @module */

import { maxPasswordLength } from './typed-code.ts';

/**
 * A transport passes this on for a code of another type than text, or in broken base64. It is
 * longer than any code or password, so it is refused as malformed under every method, and never
 * charged or compared.
 */
export const unreadableCode: string = ' '.repeat(maxPasswordLength + 1);
