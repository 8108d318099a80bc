/** base32 of RFC 4648; test/promises/p22-base32.properties.test.ts covers refusals. @module */

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

describe('encodeBase32', () => {
  test.each([['text'], [[1]], [undefined], [new ArrayBuffer(2)], [new Uint16Array(2)]])(
    'throws a TypeError for %j',
    (value) => {
      expect(() => encodeBase32(value as unknown as Uint8Array)).toThrow(TypeError);
    },
  );
});
