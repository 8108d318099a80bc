/** New secrets: their length, their source, and a source that returns something else. @module */

import { describe, expect, test } from 'vitest';
import { generateSecret } from '../../../src/otp.ts';
import type { SecretRandom } from '../../../src/otp.ts';

/** Counts up, so that a test recognizes the bytes. */
function counting(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => index);
}

describe('generateSecret', () => {
  test.each([16, 20, 32, 64])('draws %s bytes', (bytes) => {
    expect(generateSecret({ bytes: counting }, { bytes })).toEqual(counting(bytes));
    expect(generateSecret(counting, { bytes })).toEqual(counting(bytes));
  });

  test('draws 160 bits by default', () => {
    expect(generateSecret(counting)).toHaveLength(20);
    expect(generateSecret(counting, { bytes: undefined })).toHaveLength(20);
  });

  test('keeps `this` of a random port', () => {
    const port = {
      next: 7,
      bytes(count: number) {
        return new Uint8Array(count).fill(this.next);
      },
    };
    expect(generateSecret(port)).toEqual(new Uint8Array(20).fill(7));
  });

  test.each([15, 65, 0, -20, 20.5, Number.NaN])('refuses %s bytes', (bytes) => {
    expect(() => generateSecret(counting, { bytes })).toThrow(/^bytes must be/);
    expect(() => generateSecret(counting, { bytes })).toThrow(RangeError);
  });

  test.each<[string, SecretRandom]>([
    ['too few bytes', () => new Uint8Array(19)],
    ['too many bytes', () => new Uint8Array(21)],
    ['no bytes', () => new Uint8Array(0)],
    ['a string', (() => 'x'.repeat(20)) as unknown as SecretRandom],
    ['undefined', { bytes: () => undefined } as unknown as SecretRandom],
    ['a promise', { bytes: () => Promise.resolve(new Uint8Array(20)) } as unknown as SecretRandom],
  ])('refuses a source that returns %s', (_, random) => {
    expect(() => generateSecret(random)).toThrow(TypeError);
  });
});
