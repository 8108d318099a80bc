/** Every implementation of the hashing port, for tests that apply to all of them. @module */

import { hash } from 'node:crypto';
import { nodeHashing } from '../../../src/adapters/node/node-hashing.ts';
import { prepareOneShotMac } from '../../../src/adapters/node/one-shot-mac.ts';
import { prepareStreamingMac } from '../../../src/adapters/node/streaming-mac.ts';
import { nobleHashing } from '../../../src/adapters/system/noble-hashing.ts';
import type { HashAlgorithm, Hashing } from '../../../src/domain/base/hashing.ts';

export const hashings: readonly (readonly [name: string, hashing: Hashing])[] = [
  ['nobleHashing', nobleHashing],
  ['nodeHashing', nodeHashing],
  ['one-shot mac', { prepare: (algorithm, key) => prepareOneShotMac(hash, algorithm, key) }],
  ['streaming mac', { prepare: prepareStreamingMac }],
];

export const algorithms: readonly HashAlgorithm[] = ['SHA1', 'SHA256', 'SHA512'];

export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
