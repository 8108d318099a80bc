/** What counts as a typed code: its digits with spaces and dashes, and nothing else, at no cost. @module */

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseCode } from '../../../src/domain/otp/code-text.ts';
import { hotp, verifyHotp, verifyTotp } from '../../../src/otp.ts';

const SECRET = new Uint8Array(20).fill(1);

describe('parseCode', () => {
  test.each([
    ['012345', 12345],
    ['012 345', 12345],
    ['0-1-2-3-4-5', 12345],
    ['  --012345- ', 12345],
    ['999999', 999999],
  ])('%j is read', (text, value) => {
    expect(parseCode(text, 6)).toBe(value);
  });

  test.each([
    [''],
    ['   - '],
    ['12345'],
    ['1234567'],
    ['12345a'],
    ['+12345'],
    ['1e5000'],
    ['12345.'],
    ['0x1234'],
    ['123,456'],
    ['123\t456'],
    ['123456\n'],
    ['123\u00a0456'],
    ['123\u2009456'],
    ['123\u2013456'],
    ['123\u2212456'],
    ['\u200b123456'],
    ['１２３４５６'],
    ['١٢٣٤٥٦'],
    ['१२३४५६'],
    ['𝟏𝟐𝟑𝟒𝟓𝟔'],
    ['12345６'],
    ['12345\u0000'],
    ['/12345'],
    [':12345'],
  ])('%j is not', (text) => {
    expect(parseCode(text, 6)).toBeUndefined();
  });

  test('ten digits are read exactly', () => {
    expect(parseCode('9999999999', 10)).toBe(9_999_999_999);
  });

  test('a text is read to 256 characters', () => {
    expect(parseCode('123456'.padEnd(256), 6)).toBe(123_456);
    expect(parseCode('123456'.padEnd(257), 6)).toBeUndefined();
  });
});

describe('what a user typed never throws', () => {
  const hostile = {
    toString: () => {
      throw new Error('called');
    },
    [Symbol.toPrimitive]: () => {
      throw new Error('called');
    },
  };

  test.each<unknown>([
    undefined,
    null,
    123456,
    123456n,
    Number.NaN,
    true,
    Symbol('123456'),
    ['1', '2', '3', '4', '5', '6'],
    { length: 6 },
    new String('123456'),
    () => '123456',
    hostile,
    new Proxy({}, { get: () => hostile.toString() }),
  ])('%# of another type is malformed', (code) => {
    expect(verifyTotp(SECRET, code as string, { at: 0 })._unsafeUnwrapErr()).toEqual({
      kind: 'malformed-code',
    });
    expect(verifyHotp(SECRET, code as string, { counter: 0 })._unsafeUnwrapErr()).toEqual({
      kind: 'malformed-code',
    });
  });

  test('any text is refused or right, and ten million characters are not read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { kind } = verifyTotp(SECRET, `x${text}`, { at: 0 })._unsafeUnwrapErr();
        expect(kind).toBe('malformed-code');
      }),
    );
    const reads = vi.spyOn(String.prototype, 'charCodeAt');
    try {
      expect(parseCode(' '.repeat(10_000_000), 6)).toBeUndefined();
      expect(reads).toHaveBeenCalledTimes(0);
      parseCode('123456', 6);
      expect(reads).toHaveBeenCalledTimes(6);
    } finally {
      reads.mockRestore();
    }
  });
});

test('every spelling with spaces and dashes is the code; every other mutation is not', () => {
  const separator = fc.array(fc.constantFrom(' ', '-'), { maxLength: 4 }).map((parts) => parts.join(''));
  const digits = fc.integer({ min: 6, max: 10 });
  fc.assert(
    fc.property(
      fc.nat(),
      digits,
      fc.array(separator, { minLength: 11, maxLength: 11 }),
      (counter, length, gaps) => {
        const code = hotp(SECRET, counter, { digits: length });
        const spelt = Array.from(code, (digit, index) => gaps[index] + digit).join('') + gaps[10];
        expect(verifyHotp(SECRET, spelt, { counter, digits: length })._unsafeUnwrap().counter).toBe(counter);
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(5),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
      (counter, at, other) => {
        fc.pre(!/^[ -]+$/.test(other));
        const code = hotp(SECRET, counter);
        const refused = [
          code.slice(0, at) + other + code.slice(at), // one more
          code.slice(0, at) + code.slice(at + 1), // one fewer
          ...(other === code[at] ? [] : [code.slice(0, at) + other + code.slice(at + 1)]), // another
        ];
        for (const text of refused) expect(verifyHotp(SECRET, text, { counter }).isErr()).toBe(true);
      },
    ),
  );
});
