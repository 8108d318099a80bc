/** P22: base32 accepts what some bytes encode to, as people type it, and nothing else. @module */

import * as fc from 'fast-check';
import base32 from 'hi-base32';
import { describe, expect, test } from 'vitest';
import { decodeBase32, encodeBase32 } from '../../src/otp.ts';

describe('P22 decodeBase32 refuses', () => {
  test.each([
    ['A', 'not-canonical'],
    ['ABC', 'not-canonical'],
    ['ABCDEF', 'not-canonical'],
    ['MZXW6YTBA', 'not-canonical'],
    ['MY=', 'not-canonical'],
    ['MY=====', 'not-canonical'],
    ['MY=======', 'not-canonical'],
    ['MZXW6YTB=', 'not-canonical'],
    ['MZXW6YTB========', 'not-canonical'],
    ['========', 'not-canonical'],
    ['=', 'not-canonical'],
    ['=MY=====', 'not-canonical'],
    ['MY======MY======', 'not-canonical'],
    ['M=Y', 'not-canonical'],
    ['MZ', 'not-canonical'],
    ['MZXX', 'not-canonical'],
    ['MZXW7', 'not-canonical'],
    ['MZXW6YR', 'not-canonical'],
    ['M0', 'character'],
    ['M1', 'character'],
    ['M8', 'character'],
    ['M9', 'character'],
    ['MY!', 'character'],
    ['M_Y', 'character'],
    ['M\tY', 'character'],
    ['MY\n', 'character'],
    ['M\u00a0Y', 'character'],
    // Upper-casing would bring these into the alphabet.
    ['mı', 'character'],
    ['mſ', 'character'],
    ['Ⅿy', 'character'],
    ['ＭＹ', 'character'],
    ['ﬃMY', 'character'],
    ['M\u0000Y', 'character'],
    ['\ud800\ud800', 'character'],
  ])('%j: %s', (text, reason) => {
    expect(decodeBase32(text)._unsafeUnwrapErr()).toEqual({ kind: 'invalid-base32', reason });
  });

  test.each([undefined, null, 5, ['MY'], new String('MY'), { toString: () => 'MY' }])(
    'a non-string: %j',
    (value) => {
      expect(decodeBase32(value as unknown as string)._unsafeUnwrapErr()).toEqual({
        kind: 'invalid-base32',
        reason: 'not-text',
      });
    },
  );

  test('what hi-base32 alone accepts', () => {
    expect(base32.decode.asBytes('ABC')).toEqual([]);
    expect(base32.decode.asBytes('M=Y')).toEqual(base32.decode.asBytes('MZ'.replace('Z', 'Y')));
    expect(base32.decode.asBytes('MZ')).toEqual(base32.decode.asBytes('MY'));
  });
});

describe('P22 decodeBase32 accepts', () => {
  test('bytes in upper or lower case, with spaces and dashes, with or without padding', () => {
    const gap = fc.infiniteStream(fc.constantFrom('', '', ' ', '-', '  '));
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.boolean(),
        fc.boolean(),
        gap,
        (bytes, padding, isLower, gaps) => {
          const text = encodeBase32(bytes, { padding });
          const cased = isLower ? text.toLowerCase() : text;
          const spelled =
            Array.from(cased, (character) => gaps.next().value + character).join('') + gaps.next().value;
          expect(decodeBase32(spelled)._unsafeUnwrap()).toEqual(bytes);
        },
      ),
    );
  });

  test('exactly the texts that some bytes encode to, bit by bit', () => {
    const character = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...'ABCDEQYZabqz267'.split('')) },
      { weight: 1, arbitrary: fc.constantFrom(...'=- 018ſı\t'.split('')) },
    );
    const padding = fc.constantFrom('', '', '=', '===', '====', '======');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 17 }), padding, (characters, pads) => {
        const text = characters.join('') + pads;
        const decoded = decodeBase32(text);
        expect(decoded.isOk() ? decoded.value : undefined).toEqual(decodedBitByBit(text));
      }),
      { numRuns: 5000 },
    );
  });
});

/** RFC 4648 §6: five bits a character, bytes of eight, and fewer than five zero bits left over. */
function decodedBitByBit(text: string): Uint8Array | undefined {
  const bare = text.replaceAll(' ', '').replaceAll('-', '');
  const letters = bare.replace(/=+$/, '');
  if (letters !== bare && (bare.length % 8 !== 0 || bare.length - letters.length > 6)) return undefined;
  let bits = '';
  for (const letter of letters) {
    const lower = 'abcdefghijklmnopqrstuvwxyz'.indexOf(letter);
    const value = lower >= 0 ? lower : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter);
    if (value < 0) return undefined;
    bits += value.toString(2).padStart(5, '0');
  }
  const rest = bits.slice(bits.length - (bits.length % 8));
  if (rest.length >= 5 || rest.includes('1')) return undefined;
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
