/** A QR code as the data of an SVG path, for a page that makes no markup from text. @module */

import { encode } from 'uqr';

export interface QrCode {
  /** Its width and height in modules, the quiet zone of four included (ISO/IEC 18004 §7.3.7). */
  readonly size: number;
  /** The dark modules, for the `d` of a path. */
  readonly path: string;
}

export function drawQrCode(text: string): QrCode {
  const { size, data } = encode(text, { border: 4, ecc: 'M' });
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: modules.join('') };
}
