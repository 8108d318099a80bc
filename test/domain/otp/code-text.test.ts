/** A typed code is its digits with spaces and dashes, and nothing else. @module */

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseCode } from '../../../src/domain/otp/code-text.ts';
import { hotp, verifyHotp, verifyTotp } from '../../../src/otp.ts';

const sharedSecret = new Uint8Array(20).fill(1);

describe('parseCode', () => {
  test.each([
    ['012345', 12345],
    ['012 345', 12345],
    ['0-1-2-3-4-5', 12345],
    ['  --012345- ', 12345],
    ['999999', 999999],
  ])('reads %j', (text, value) => {
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
  ])('refuses %j', (text) => {
    expect(parseCode(text, 6)).toBeUndefined();
  });

  test('reads ten digits exactly', () => {
    expect(parseCode('9999999999', 10)).toBe(9_999_999_999);
  });

  test('reads a text of at most 256 characters', () => {
    expect(parseCode('123456'.padEnd(256), 6)).toBe(123_456);
    expect(parseCode('123456'.padEnd(257), 6)).toBeUndefined();
  });
});

describe('typed text never throws', () => {
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
  ])('a value of another type is malformed (%#)', (code) => {
    expect(verifyTotp(sharedSecret, code as string, { at: 0 })._unsafeUnwrapErr()).toEqual({
      kind: 'malformed-code',
    });
    expect(verifyHotp(sharedSecret, code as string, { counter: 0 })._unsafeUnwrapErr()).toEqual({
      kind: 'malformed-code',
    });
  });

  test('any text is read or refused, and ten million characters are refused unread', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { kind } = verifyTotp(sharedSecret, `x${text}`, { at: 0 })._unsafeUnwrapErr();
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

test('a code with spaces and dashes is the code, and any other change is not', () => {
  const separator = fc.array(fc.constantFrom(' ', '-'), { maxLength: 4 }).map((parts) => parts.join(''));
  const digits = fc.integer({ min: 6, max: 10 });
  fc.assert(
    fc.property(
      fc.nat(),
      digits,
      fc.array(separator, { minLength: 11, maxLength: 11 }),
      (counter, length, gaps) => {
        const code = hotp(sharedSecret, counter, { digits: length });
        const spelled = Array.from(code, (digit, index) => gaps[index] + digit).join('') + gaps[10];
        expect(verifyHotp(sharedSecret, spelled, { counter, digits: length })._unsafeUnwrap().counter).toBe(
          counter,
        );
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
        const code = hotp(sharedSecret, counter);
        const refused = [
          code.slice(0, at) + other + code.slice(at), // one character more
          code.slice(0, at) + code.slice(at + 1), // one character fewer
          ...(other === code[at] ? [] : [code.slice(0, at) + other + code.slice(at + 1)]), // another character
        ];
        for (const text of refused) expect(verifyHotp(sharedSecret, text, { counter }).isErr()).toBe(true);
      },
    ),
  );
});
