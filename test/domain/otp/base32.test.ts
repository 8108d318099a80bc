/** base32: RFC 4648, and what is refused because hi-base32 would silently mangle it (P22). @module */

import * as fc from 'fast-check';
import base32 from 'hi-base32';
import { describe, expect, test } from 'vitest';
import { decodeBase32, encodeBase32 } from '../../../src/otp.ts';
import rfc4648 from '../../vectors/rfc4648-section-10.json' with { type: 'json' };

describe('RFC 4648 section 10', () => {
  test.each(rfc4648.cases)('$text', ({ text, base32: encoded }) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeBase32(bytes)).toBe(encoded);
    expect(encodeBase32(bytes, { padding: false })).toBe(encoded.replaceAll('=', ''));
    expect(decodeBase32(encoded)._unsafeUnwrap()).toEqual(bytes);
    expect(decodeBase32(encoded.replaceAll('=', ''))._unsafeUnwrap()).toEqual(bytes);
  });
});

describe('decodeBase32 refuses (P22)', () => {
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
    // These would be in the alphabet once upper-cased.
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
    'another type: %j',
    (value) => {
      expect(decodeBase32(value as unknown as string)._unsafeUnwrapErr()).toEqual({
        kind: 'invalid-base32',
        reason: 'not-text',
      });
    },
  );

  test('what hi-base32 alone lets through', () => {
    expect(base32.decode.asBytes('ABC')).toEqual([]);
    expect(base32.decode.asBytes('M=Y')).toEqual(base32.decode.asBytes('MZ'.replace('Z', 'Y')));
    expect(base32.decode.asBytes('MZ')).toEqual(base32.decode.asBytes('MY'));
  });
});

describe('encodeBase32', () => {
  test('takes nothing but bytes', () => {
    for (const value of ['text', [1], undefined, new ArrayBuffer(2), new Uint16Array(2)]) {
      expect(() => encodeBase32(value as unknown as Uint8Array)).toThrow(TypeError);
    }
  });
});

test('bytes survive the trip, typed in any case with spaces, dashes and with or without padding', () => {
  const spelling = fc.infiniteStream(fc.constantFrom('', '', ' ', '-', '  '));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.boolean(),
      fc.boolean(),
      spelling,
      (bytes, padding, lower, gaps) => {
        const text = encodeBase32(bytes, { padding });
        const cased = lower ? text.toLowerCase() : text;
        const spelt =
          Array.from(cased, (character) => gaps.next().value + character).join('') + gaps.next().value;
        expect(decodeBase32(spelt)._unsafeUnwrap()).toEqual(bytes);
      },
    ),
  );
});

test('accepts exactly the texts that some bytes encode to, and decodes them bit by bit', () => {
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

/** RFC 4648 §6 written out: five bits a character, bytes of eight, and fewer than five zero bits left over. */
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
