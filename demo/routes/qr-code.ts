/** Draws a QR code as SVG path data, because the page never parses markup. @module */

import { encode } from 'uqr';

export interface QrCode {
  /** Width and height in modules, including the quiet zone of four (ISO/IEC 18004 §7.3.7). */
  readonly size: number;
  /** The dark modules, as the attribute `d` of a path. */
  readonly path: string;
}

export function drawQrCode(text: string): QrCode {
  const { size, data } = encode(text, { border: 4, ecc: 'M' });
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: modules.join('') };
}
