/** HOTP and TOTP of the model, on `node:crypto` and independent of the library. @module */

import { createHmac } from 'node:crypto';
import { type Numbers, periodSeconds } from './settings.ts';
import type { Authenticator } from './state.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function bytesOfBase32(text: string): Buffer {
  const bits = [...text].map((symbol) => alphabet.indexOf(symbol).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

const computed = new Map<string, string>();

export function stepAt(at: number): number {
  return Math.floor(at / 1000 / periodSeconds);
}

/** The code of a step (RFC 4226 §5.3). */
export function codeOfStep({ secret, digits }: Authenticator, step: number): string {
  const name = `${secret} ${digits} ${step}`;
  const known = computed.get(name);
  if (known !== undefined) return known;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOfBase32(secret)).update(counter).digest();
  const offset = mac[19]! & 15;
  const code = String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
  if (computed.size > 50_000) computed.clear();
  computed.set(name, code);
  return code;
}

/** The highest step of the window of the policy that has this code. */
export function matchingStep(
  { window }: Numbers,
  authenticator: Authenticator,
  digits: string,
  at: number,
): number | undefined {
  const now = stepAt(at);
  for (let step = now + window; step >= now - window; step--) {
    if (codeOfStep(authenticator, step) === digits) return step;
  }
  return undefined;
}
