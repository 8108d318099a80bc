/** P20: any text and any number comes back as it was, and no text reaches beyond its field. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberOf } from '../../../src/adapters/redis/decode-records.ts';
import { formats } from '../../../src/adapters/redis/formats.ts';
import { decodeText, encodeNumber, encodeText, readFields } from '../../../src/adapters/redis/stored-text.ts';

/** Whatever a string can hold: lone surrogates, separators, escapes, controls. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('%', '|', '\n', '{', '}', '0', '1', 'a', '\ud800', '\udfff', '\u0000') }),
);

describe('encodeText', () => {
  test('P20: comes back, is printable ASCII, and holds neither separator nor brace', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = encodeText(text);
        expect(decodeText(encoded)).toBe(text);
        expect(encoded).toMatch(/^[ -z~]+$/);
        expect(readFields(`1|${encoded}|`, formats.recoveryCode)).toEqual(['1', encoded, '']);
      }),
    );
  });

  test('P20: different texts stay different', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(encodeText(one) === encodeText(other)).toBe(one === other);
      }),
    );
  });
});

describe('encodeNumber', () => {
  test('reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const [field] = readFields(encodeNumber(value), formats.tokenUse) ?? [];
        expect(Number(field)).toBe(value + 0);
      }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (value) => {
    expect(() => encodeNumber(value)).toThrow(RangeError);
  });
});

describe('readFields', () => {
  test.each([
    ['', formats.code],
    ['C|c|d|6|5|a', formats.code],
    ['C|c|d|6|5|a||', formats.code],
    ['t|0', formats.attempts],
  ])('%j has another number of fields', (record, format) => {
    expect(readFields(record, format)).toBeUndefined();
  });
});

describe('numberOf', () => {
  test.each([undefined, '', 'NaN', 'x', '1e999', '5|'])('%j is no number', (field) => {
    expect(() => numberOf(field)).toThrow('cannot be read');
  });
});
