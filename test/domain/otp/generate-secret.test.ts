/** New secrets: their length, their source, and a source that misbehaves. @module */

import { describe, expect, test } from 'vitest';
import { generateSecret } from '../../../src/otp.ts';
import type { SecretRandom } from '../../../src/otp.ts';

/** Counts up, so that what was drawn can be told. */
function counting(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => index);
}

describe('generateSecret', () => {
  test.each([16, 20, 32, 64])('draws %s bytes', (bytes) => {
    expect(generateSecret({ bytes: counting }, { bytes })).toEqual(counting(bytes));
    expect(generateSecret(counting, { bytes })).toEqual(counting(bytes));
  });

  test('draws 160 bits unless told otherwise', () => {
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
    ['too few', () => new Uint8Array(19)],
    ['too many', () => new Uint8Array(21)],
    ['none', () => new Uint8Array(0)],
    ['no bytes', (() => 'x'.repeat(20)) as unknown as SecretRandom],
    ['nothing', { bytes: () => undefined } as unknown as SecretRandom],
    ['a promise', { bytes: () => Promise.resolve(new Uint8Array(20)) } as unknown as SecretRandom],
  ])('refuses a source that answers %s', (_, random) => {
    expect(() => generateSecret(random)).toThrow(TypeError);
  });
});
