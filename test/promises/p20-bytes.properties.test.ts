/** P20: the bytes that names are hashed from tell any two texts apart, and come back as the same text. @module */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from '../../src/domain/base/base64url.ts';
import { frame, withFrame } from '../../src/domain/base/frame.ts';
import { encodeUtf8, decodeUtf8 } from '../../src/domain/base/utf8.ts';

/** Text of any units: pairs, halves of pairs, NUL, and the borders between the lengths of UTF-8. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff),
      fc.integer({ min: 0, max: 0xffff }),
    ),
    { maxLength: 40 },
  )
  .map((units) => String.fromCharCode(...units));

test('well-formed text has the bytes of UTF-8', () => {
  const wellFormed = fc.oneof(fc.string({ unit: 'binary' }), fc.string());
  fc.assert(
    fc.property(wellFormed, (text) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
    }),
  );
});

test('any text comes back as it was', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
});

test('half a pair is three bytes of its own, unlike U+FFFD and unlike the other half', () => {
  expect(encodeUtf8('\ud800')).toEqual(new Uint8Array([0xed, 0xa0, 0x80]));
  expect(encodeUtf8('\udfff')).toEqual(new Uint8Array([0xed, 0xbf, 0xbf]));
  expect(encodeUtf8('\ufffd')).toEqual(new Uint8Array([0xef, 0xbf, 0xbd]));
  expect(encodeUtf8('\udc00\ud800')).toEqual(new Uint8Array([0xed, 0xb0, 0x80, 0xed, 0xa0, 0x80]));
});

test('two lists of parts are framed alike only if they are the same list', () => {
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

test('a frame of any length is right, and nothing of it stays once it was used', () => {
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

test('a frame is wiped even where its reader throws', () => {
  let kept: Uint8Array | undefined;
  const read = (framed: Uint8Array): never => {
    kept = framed;
    throw new RangeError('no');
  };
  expect(() => withFrame(['secret'], read)).toThrow(RangeError);
  expect(kept?.every((byte) => byte === 0)).toBe(true);
});

test('base64url of any length is what the platform makes of it, and comes back', () => {
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
