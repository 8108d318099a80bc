/** Shows a key URI in the terminal, for a phone to scan. Demonstration only: a server never prints secrets. @module */

import { renderUnicodeCompact } from 'uqr';

/** Dark modules on light: most apps read nothing else, and most terminals are dark. */
export function showKeyUri(keyUri: string): void {
  console.log(`\n${renderUnicodeCompact(keyUri, { border: 2 })}\n\n${keyUri}\n`);
}
