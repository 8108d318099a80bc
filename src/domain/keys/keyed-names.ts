/**
 * Keyed hashes that stand in storage for subjects, clients, addresses, codes and tokens.
 * @module
 */

import { encodeBase64Url } from '../base/base64url.ts';
import { withFrame } from '../base/frame.ts';
import type { PreparedMac } from '../base/hashing.ts';
import type { Instant } from '../base/instant.ts';
import { canonicalIp } from '../base/ip-address.ts';
import type { DerivedMacs } from './derived-keys.ts';

declare const subjectTag: unique symbol;
declare const clientFingerprint: unique symbol;
declare const addressTag: unique symbol;
declare const recipientTag: unique symbol;
declare const deploymentMark: unique symbol;

/** Stands for a subject in storage: 22 characters of base64url, a keyed hash of the id (P20). */
export type SubjectTag = string & { readonly [subjectTag]: true };
/** Stands for a client in storage: 22 characters of base64url (P10). */
export type ClientFingerprint = string & { readonly [clientFingerprint]: true };
/** Stands for one exact address in storage: 22 characters of base64url. */
export type AddressTag = string & { readonly [addressTag]: true };
/** Stands for a mail recipient, whose mails are counted, in storage: 22 characters of base64url. */
export type RecipientTag = string & { readonly [recipientTag]: true };
/** Stands for the root key in storage: 22 characters of base64url, which do not reveal it (P23). */
export type DeploymentMark = string & { readonly [deploymentMark]: true };

/**
 * What the host knows of the asking client. The first three parts identify it. Each of them is text
 * or missing; any other value, such as a numeric session, identifies nobody.
 */
export interface Client {
  /** The `User-Agent` header. */
  readonly userAgent?: string | undefined;
  /** The client's own address, behind any proxies that are trusted. */
  readonly ip?: string | undefined;
  /** The host's session: any text that is stable within it. */
  readonly session?: string | undefined;
  /**
   * When the person presented the first factor (a password, a link, another identity provider) for
   * this session, in epoch milliseconds; not when the session was renewed, nor resumed from a
   * cookie. Where there is nothing else to ask for, a policy wants it fresh
   * (`enrollment.firstFactor`). It identifies nothing.
   */
  readonly signedInAt?: Instant | undefined;
}

export function tagSubject(macs: DerivedMacs, subject: string): SubjectTag {
  return shortDigest(macs.tag, ['subject', subject]) as SubjectTag;
}

/** The mark by which a storage recognizes the root key under which it was written. */
export function markDeployment(macs: DerivedMacs): DeploymentMark {
  return shortDigest(macs.tag, ['deployment']) as DeploymentMark;
}

/** @param address as `exactAddress` returns it */
export function tagAddress(macs: DerivedMacs, address: string): AddressTag {
  return shortDigest(macs.tag, ['address', address]) as AddressTag;
}

/** @param normalizedAddress as `normalizeAddress` returns it */
export function tagRecipient(macs: DerivedMacs, normalizedAddress: string): RecipientTag {
  return shortDigest(macs.tag, ['recipient', normalizedAddress]) as RecipientTag;
}

/**
 * Where the notices to a recipient are counted. A label of its own, so that no address has the
 * same tag: an attacker who fills the count of such an address would silence the notices (P8).
 *
 * @param normalizedAddress as `normalizeAddress` returns it
 */
export function tagNotices(macs: DerivedMacs, normalizedAddress: string): RecipientTag {
  return shortDigest(macs.tag, ['notice', normalizedAddress]) as RecipientTag;
}

/**
 * The keyed hash of the length-framed user-agent, canonical IP and session. `undefined` if both IP
 * and session are missing or empty: a user-agent alone identifies no client. With an access token,
 * its id takes the place of the session. `undefined` too if a part is present but no string: left
 * out, a session that is a number would let every session of the same browser and address share
 * trust (P10).
 */
export function fingerprintClient(
  macs: DerivedMacs,
  subject: SubjectTag,
  client: Client | undefined,
  tokenId?: string,
): ClientFingerprint | undefined {
  const userAgent = client?.userAgent ?? undefined;
  const ip = client?.ip ?? undefined;
  const session = client?.session ?? undefined;
  if (!isTextOrMissing(userAgent) || !isTextOrMissing(ip) || !isTextOrMissing(session)) return undefined;
  if (!ip && !session && tokenId === undefined) return undefined;
  const parts = [
    subject,
    userAgent,
    ip === undefined ? undefined : canonicalIp(ip),
    tokenId === undefined ? session : undefined,
    tokenId,
  ];
  return shortDigest(macs.fingerprint, parts) as ClientFingerprint;
}

/**
 * The digest to store for a code or token: under the first key, bound to subject and purpose (P7,
 * P9, P14).
 */
export function digestSecret(macs: DerivedMacs, parts: readonly string[]): string {
  return shortDigest(macs.digests[0], parts);
}

/** The digests under every key: any of them may be the stored one. */
export function digestCandidates(macs: DerivedMacs, parts: readonly string[]): readonly string[] {
  return macs.digests.map((mac) => shortDigest(mac, parts));
}

/** 132 bits of HMAC-SHA-256: 22 characters of base64url. */
function shortDigest(mac: PreparedMac, parts: readonly (string | undefined)[]): string {
  return withFrame(parts, (framed) => encodeBase64Url(mac.mac(framed), 22));
}

function isTextOrMissing(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
