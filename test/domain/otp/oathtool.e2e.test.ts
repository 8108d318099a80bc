/** Codes are those of oathtool (OATH Toolkit), an independent implementation. @module */

import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { encodeBase32, hotp, prepareKey, totp, verifyTotp } from '../../../src/otp.ts';
import { algorithms, hashings, hexOf } from './hashings.ts';

beforeAll(() => {
  if (spawnSync('oathtool', ['--version']).error !== undefined) {
    throw new Error(
      'oathtool is missing: install it with `apt-get install oathtool` or `brew install oath-toolkit`',
    );
  }
});

const secret = fc.uint8Array({ minLength: 16, maxLength: 64 });
const hashing = fc.constantFrom(...hashings.map(([, implementation]) => implementation));

test('HOTP: the same codes for counters up to 2^63 - 1', () => {
  const counter = fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }));
  fc.assert(
    fc.property(
      secret,
      hashing,
      counter,
      fc.constantFrom(6, 7, 8),
      (bytes, implementation, count, digits) => {
        const key = prepareKey(bytes, { hashing: implementation });
        const theirs = oathtool('--hotp', `--counter=${count}`, `--digits=${digits}`, hexOf(bytes));
        expect(hotp(key, count, { digits })).toBe(theirs);
      },
    ),
    { numRuns: 150 },
  );
});

test('TOTP: the same codes for every algorithm, period and epoch, and each is accepted', () => {
  fc.assert(
    fc.property(
      secret,
      hashing,
      fc.constantFrom(...algorithms),
      fc.integer({ min: 1, max: 300 }),
      fc.nat(1_000_000_000),
      fc.nat(4_000_000_000),
      fc.constantFrom(6, 7, 8),
      (bytes, implementation, algorithm, period, epoch, elapsed, digits) => {
        const seconds = epoch + elapsed;
        const theirs = oathtool(
          `--totp=${algorithm}`,
          `--time-step-size=${period}`,
          `--start-time=1970-01-01 UTC + ${epoch} seconds`,
          `--now=1970-01-01 UTC + ${seconds} seconds`,
          `--digits=${digits}`,
          hexOf(bytes),
        );
        const key = prepareKey(bytes, { algorithm, hashing: implementation });
        const options = { at: seconds * 1000, period, epoch, digits };
        expect(totp(key, options)).toBe(theirs);
        expect(verifyTotp(key, theirs, options).isOk()).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});

test('base32: oathtool reads the encoded secret', () => {
  fc.assert(
    fc.property(secret, fc.boolean(), (bytes, padding) => {
      const theirs = oathtool('--base32', '--counter=0', encodeBase32(bytes, { padding }));
      expect(theirs).toBe(oathtool('--counter=0', hexOf(bytes)));
      expect(theirs).toBe(hotp(bytes, 0));
    }),
    { numRuns: 50 },
  );
});

function oathtool(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('oathtool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`oathtool failed: ${stderr}`);
  return stdout.trim();
}
