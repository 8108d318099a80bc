/** How a one-time code may be typed: its digits, with spaces and dashes anywhere. @module */

/** Longer text is refused unread, so that a huge one costs nothing. */
const maxCharacters = 256;

const space = 0x20;
const dash = 0x2d;
const zero = 0x30;

/**
 * Reads a typed code of exactly `digits` digits (at most 15) as a number; leading zeros count as
 * digits. U+0020 and U+002D are skipped wherever they stand. Anything else (another type, other
 * digits of Unicode, a tab, a sign, too few or too many digits) is `undefined`, never an exception.
 */
export function parseCode(text: unknown, digits: number): number | undefined {
  if (typeof text !== 'string' || text.length > maxCharacters) return undefined;
  let value = 0;
  let seen = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === space || character === dash) continue;
    const digit = character - zero;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
    seen++;
  }
  return seen === digits ? value : undefined;
}
