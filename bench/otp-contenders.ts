/** The same work by second-factor and its peers, each by its fastest public functions. @module */

import { base32 as betterAuthBase32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import { decodeBase32 as osloDecode } from '@oslojs/encoding';
import { generateTOTP, verifyTOTPWithGracePeriod } from '@oslojs/otp';
import * as otpauth from 'otpauth';
import * as otplib from 'otplib';
import { nodeHashing } from 'second-factor/adapters/node';
import { type HashAlgorithm, decodeBase32, prepareKey, totp, verifyTotp } from 'second-factor/otp';
import speakeasy from 'speakeasy';
import type { Contender } from './measure.ts';

/**
 * The instant of every measurement. It is in the middle of a step, so that every library's window
 * of one step on either side covers exactly three steps.
 */
export const at = 1_800_000_015_000;

/** The secret of RFC 6238, appendix B, as text, bytes and base32. */
const text = '12345678901234567890';
const bytes = new TextEncoder().encode(text);
const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

export type OtpWork = 'generate' | 'verify, no match' | 'verify, match' | 'cold start' | 'SHA256' | 'SHA512';
export const otpWorks: readonly OtpWork[] = [
  'generate',
  'verify, no match',
  'verify, match',
  'cold start',
  'SHA256',
  'SHA512',
];

export const ours = 'second-factor';
export const oursOnNode = 'second-factor, nodeHashing';

/** Requires that `Date.now` returns `at`, because two peers read it themselves. */
export function contendersFor(work: OtpWork): readonly Contender[] {
  switch (work) {
    case 'generate':
      return generateContenders();
    case 'verify, no match':
      return verifyContenders('000000', 'SHA1');
    case 'verify, match':
      return verifyContenders(totp(bytes, { at }), 'SHA1');
    case 'cold start':
      return coldStartContenders();
    case 'SHA256':
    case 'SHA512':
      return verifyContenders('000000', work);
  }
}

function generateContenders(): readonly Contender[] {
  const noble = prepareKey(bytes);
  const node = prepareKey(bytes, { hashing: nodeHashing });
  const authenticator = new otpauth.TOTP({ secret: otpauth.Secret.fromBase32(base32) });
  const betterAuth = createOTP(text);
  return [
    { name: ours, run: () => totp(noble, { at }) },
    { name: oursOnNode, run: () => totp(node, { at }) },
    { name: 'otpauth', run: () => authenticator.generate({ timestamp: at }) },
    { name: 'otplib', run: () => otplib.generateSync({ secret: bytes, epoch: at / 1000 }) },
    { name: '@oslojs/otp', run: () => generateTOTP(bytes, 30, 6) },
    { name: 'speakeasy', run: () => speakeasy.totp({ secret: base32, encoding: 'base32', time: at / 1000 }) },
    { name: 'better-auth', run: () => betterAuth.totp() },
  ];
}

/** Verifies with a window of one step on either side. */
function verifyContenders(token: string, algorithm: HashAlgorithm): readonly Contender[] {
  const noble = prepareKey(bytes, { algorithm });
  const node = prepareKey(bytes, { algorithm, hashing: nodeHashing });
  const authenticator = new otpauth.TOTP({ secret: otpauth.Secret.fromBase32(base32), algorithm });
  const lowerCase = algorithm.toLowerCase() as Lowercase<HashAlgorithm>;
  const betterAuth = createOTP(text);
  const all: readonly Contender[] = [
    { name: ours, run: () => verifyTotp(noble, token, { at }) },
    { name: oursOnNode, run: () => verifyTotp(node, token, { at }) },
    { name: 'otpauth', run: () => authenticator.validate({ token, timestamp: at, window: 1 }) },
    {
      name: 'otplib',
      run: () =>
        otplib.verifySync({
          secret: bytes,
          token,
          epoch: at / 1000,
          epochTolerance: 30,
          algorithm: lowerCase,
        }),
    },
    {
      name: 'speakeasy',
      run: () =>
        speakeasy.totp.verifyDelta({
          secret: base32,
          encoding: 'base32',
          token,
          window: 1,
          time: at / 1000,
          algorithm: lowerCase,
        }),
    },
  ];
  if (algorithm !== 'SHA1') return all;
  return [
    ...all,
    { name: '@oslojs/otp', run: () => verifyTOTPWithGracePeriod(bytes, 30, 6, token, 30) },
    { name: 'better-auth', run: () => betterAuth.verify(token, { window: 1 }) },
  ];
}

/** Decodes the base32 secret, prepares the key, and verifies one code that does not match. */
function coldStartContenders(): readonly Contender[] {
  const token = '000000';
  return [
    { name: ours, run: () => verifyTotp(decodeBase32(base32)._unsafeUnwrap(), token, { at }) },
    {
      name: oursOnNode,
      run: () => {
        const key = prepareKey(decodeBase32(base32)._unsafeUnwrap(), { hashing: nodeHashing });
        const verdict = verifyTotp(key, token, { at });
        key.dispose();
        return verdict;
      },
    },
    {
      name: 'otpauth',
      run: () =>
        new otpauth.TOTP({ secret: otpauth.Secret.fromBase32(base32) }).validate({
          token,
          timestamp: at,
          window: 1,
        }),
    },
    {
      name: 'otplib',
      run: () => otplib.verifySync({ secret: base32, token, epoch: at / 1000, epochTolerance: 30 }),
    },
    { name: '@oslojs/otp', run: () => verifyTOTPWithGracePeriod(osloDecode(base32), 30, 6, token, 30) },
    {
      name: 'speakeasy',
      run: () =>
        speakeasy.totp.verifyDelta({
          secret: base32,
          encoding: 'base32',
          token,
          window: 1,
          time: at / 1000,
        }),
    },
    {
      name: 'better-auth',
      run: () =>
        createOTP(new TextDecoder().decode(betterAuthBase32.decode(base32))).verify(token, { window: 1 }),
    },
  ];
}
