/** P20: any text and any number reads back as it was written, within its own field. @module */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeNumber,
  decodeText,
  encodeNumber,
  encodeText,
} from '../../../src/adapters/redis/field-kinds.ts';
import { formats } from '../../../src/adapters/redis/formats.ts';
import { readLine, writeLine } from '../../../src/adapters/redis/line-codec.ts';

/** Any string: lone surrogates, separators, escapes, controls. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('%', '|', '\n', '{', '}', '0', '1', 'a', '\ud800', '\udfff', '\u0000') }),
);

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('encodeText', () => {
  test('P20 reads back, is printable ASCII, and holds neither separator nor brace', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = encodeText(text);
        expect(decodeText(encoded)).toBe(text);
        expect(encoded).toMatch(/^[ -z~]+$/);
      }),
    );
  });

  test('P20 different texts stay different', () => {
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
      fc.property(anyNumber, (value) => {
        expect(decodeNumber(encodeNumber(value))).toBe(value + 0);
      }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (value) => {
    expect(() => encodeNumber(value)).toThrow(new RangeError('a stored number must be finite'));
  });
});

describe('decodeNumber', () => {
  test.each(['', 'NaN', 'x', '1e999', '5|'])('refuses %j', (field) => {
    expect(() => decodeNumber(field)).toThrow('cannot be read');
  });
});

describe('readLine', () => {
  test('P20 returns the values that were written, by their names', () => {
    fc.assert(
      fc.property(anyText, anyNumber, fc.array(anyText), (label, factorAt, addresses) => {
        const trusted = {
          client: label,
          method: 'email' as const,
          factorAt: factorAt + 0,
          diesAt: factorAt + 0,
          label,
        };
        const line = writeLine(formats.trustedClient, trusted);
        expect(readLine(line, formats.trustedClient)).toEqual(trusted);
        const email = { enabledAt: factorAt + 0, addresses };
        expect(readLine(writeLine(formats.email, email), formats.email)).toEqual(email);
      }),
    );
  });

  test('an absent text is not an empty one', () => {
    for (const spentBy of [undefined, '', '%']) {
      const code = { digest: 'd', spentBy };
      expect(readLine(writeLine(formats.recoveryCode, code), formats.recoveryCode)).toEqual(code);
    }
  });

  test.each([
    ['', formats.emailCode],
    ['C|c|d|6|5|a', formats.emailCode],
    ['C|c|d|6|5|a||', formats.emailCode],
    ['C|x|d|6|5|a|', formats.emailCode],
    ['M|1|a', formats.emailCode],
    ['F|t|0', formats.attempts],
    ['2|d|', formats.recoveryCode],
  ])('refuses %j', (line, format) => {
    expect(() => readLine(line, format)).toThrow('cannot be read');
  });
});
