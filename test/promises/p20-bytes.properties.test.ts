/** P20: different texts have different bytes, which decode to the same text. @module */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from '../../src/domain/base/base64url.ts';
import { frame, withFrame } from '../../src/domain/base/frame.ts';
import { encodeUtf8, decodeUtf8 } from '../../src/domain/base/utf8.ts';

/** Text of any code units: surrogates, paired or not, NUL, and the borders of UTF-8 lengths. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff),
      fc.integer({ min: 0, max: 0xffff }),
    ),
    { maxLength: 40 },
  )
  .map((units) => String.fromCharCode(...units));

test('P20 well-formed text has the bytes of UTF-8', () => {
  const wellFormed = fc.oneof(fc.string({ unit: 'binary' }), fc.string());
  fc.assert(
    fc.property(wellFormed, (text) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
    }),
  );
});

test('P20 any text survives encoding and decoding', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
});

test('P20 each lone surrogate has three bytes of its own, unlike U+FFFD', () => {
  expect(encodeUtf8('\ud800')).toEqual(new Uint8Array([0xed, 0xa0, 0x80]));
  expect(encodeUtf8('\udfff')).toEqual(new Uint8Array([0xed, 0xbf, 0xbf]));
  expect(encodeUtf8('\ufffd')).toEqual(new Uint8Array([0xef, 0xbf, 0xbd]));
  expect(encodeUtf8('\udc00\ud800')).toEqual(new Uint8Array([0xed, 0xb0, 0x80, 0xed, 0xa0, 0x80]));
});

test('P20 two different lists of parts have different frames', () => {
  const parts = fc.array(fc.option(fc.oneof(anyText, fc.constantFrom('', 'a', 'ab')), { nil: undefined }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const same = left.length === right.length && left.every((part, index) => part === right[index]);
      expect(Buffer.from(frame(left)).equals(Buffer.from(frame(right)))).toBe(same);
    }),
    { numRuns: 2000 },
  );
});

test('P20 a frame of any length is right, and is wiped after use', () => {
  for (const length of [0, 300, 338, 339, 340, 341, 342, 1024, 10_000]) {
    const text = 'x'.repeat(length);
    let kept: Uint8Array | undefined;
    withFrame([text, undefined], (framed) => {
      expect(framed).toEqual(frame([text, undefined]));
      kept = framed;
    });
    expect(kept?.length).toBe(length + 10);
    expect(kept?.every((byte) => byte === 0)).toBe(true);
  }
});

test('P20 a frame is wiped even if its reader throws', () => {
  let kept: Uint8Array | undefined;
  const read = (framed: Uint8Array): never => {
    kept = framed;
    throw new RangeError('no');
  };
  expect(() => withFrame(['secret'], read)).toThrow(RangeError);
  expect(kept?.every((byte) => byte === 0)).toBe(true);
});

test('P20 base64url of any length matches the platform and decodes to the same bytes', () => {
  const lengths = fc.oneof(fc.nat({ max: 70 }), fc.constantFrom(767, 768, 769, 1535, 1536, 1537, 100_000));
  fc.assert(
    fc.property(lengths, fc.nat({ max: 255 }), (length, first) => {
      const bytes = Uint8Array.from({ length }, (_, index) => (first + index * 7) & 0xff);
      const text = encodeBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(decodeBase64Url(text)).toEqual(bytes);
    }),
  );
});
