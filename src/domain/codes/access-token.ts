/** The text of a personal access token: owner, id, secret and checksum (P14). @module */

import { encodeBase64Url } from '../base/base64url.ts';
import { type RandomBytes, drawBytes } from '../base/draw.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import type { DerivedMacs } from '../keys/derived-keys.ts';
import { type SubjectTag, digestCandidates, digestSecret } from '../keys/keyed-names.ts';

/**
 * `<prefix>_<owner tag><id>_<secret><checksum>`: 22 characters of the owner's tag, 16 of the id (96
 * bits), 32 of the secret (192 bits), 6 of the checksum. With the default prefix, scanners match
 * `sfp_[A-Za-z0-9_-]{38}_[A-Za-z0-9_-]{38}`.
 */
const pattern =
  /^([A-Za-z][A-Za-z0-9]{1,11}_([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{16})_([A-Za-z0-9_-]{32}))([A-Za-z0-9_-]{6})$/;
const idBytes = 12;
const secretBytes = 24;

/** The parts of a token's text. */
export interface ParsedToken {
  readonly tag: SubjectTag;
  readonly id: string;
  readonly secret: string;
}

/** A new token. */
export interface DrawnToken {
  readonly id: string;
  readonly text: string;
  readonly digest: string;
  readonly lastFour: string;
}

export function drawToken(
  random: RandomBytes,
  macs: DerivedMacs,
  tag: SubjectTag,
  prefix: string,
): DrawnToken {
  const id = encodeBase64Url(drawBytes(random, idBytes));
  const secret = encodeBase64Url(drawBytes(random, secretBytes));
  const body = `${prefix}_${tag}${id}_${secret}`;
  const text = body + tokenChecksum(body);
  return { id, text, digest: digestSecret(macs, digestParts(tag, id, secret)), lastFour: text.slice(-4) };
}

/**
 * The parts of well-formed text with the right checksum; `undefined` for any other text, without a
 * storage read. Any prefix is accepted: the policy's prefix is for new tokens, and changing it ends
 * none.
 */
export function parseToken(text: unknown): ParsedToken | undefined {
  if (typeof text !== 'string' || text.length > 128) return undefined;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, body = '', tag = '', id = '', secret = '', check] = match;
  if (check !== tokenChecksum(body)) return undefined;
  return { tag: tag as SubjectTag, id, secret };
}

/** The digests under every key; any of them may be the stored one. */
export function tokenDigests(macs: DerivedMacs, { tag, id, secret }: ParsedToken): readonly string[] {
  return digestCandidates(macs, digestParts(tag, id, secret));
}

function digestParts(tag: SubjectTag, id: string, secret: string): readonly string[] {
  return ['access-token', tag, id, secret];
}

/**
 * CRC-32 (ISO 3309) in base64url: detects typing errors and truncated pastes, and lets secret
 * scanners be sure.
 */
export function tokenChecksum(text: string): string {
  let crc = 0xffffffff;
  for (const byte of encodeUtf8(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const value = ~crc >>> 0;
  return encodeBase64Url(
    Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff),
  );
}
