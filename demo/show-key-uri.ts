/** Prints a key URI in the terminal. Demonstration only: real servers print no secrets. @module */

import { renderUnicodeCompact } from 'uqr';

/**
 * Prints the QR code and the URI. The code is dark on light, even in dark terminals, because most
 * apps read only that.
 */
export function showKeyUri(keyUri: string): void {
  console.log(`\n${renderUnicodeCompact(keyUri, { border: 2 })}\n\n${keyUri}\n`);
}
