/** Reads the client of a request: user-agent, IP address, session. @module */

import { canonicalIp } from '../../domain/base/ip-address.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { type HeaderSource, headerValue } from './header-value.ts';
import { type AddressRange, isInRanges, parseAddress, parseRanges } from './trusted-proxies.ts';

/** A Web `Request`, or a request of `node:http` or of a framework built on it. */
export interface ClientSource {
  readonly headers: HeaderSource;
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined;
}

export interface ClientOptions {
  /**
   * The proxies whose `x-forwarded-for` is believed, as IP addresses and CIDR ranges (`10.0.0.0/8`,
   * `::1`). Default none. No caller may connect directly from a listed address: it could then claim
   * any address.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /**
   * The peer's address, if the request does not have it (a Web `Request` does not). Default the
   * socket's.
   */
  readonly remoteAddress?: string | undefined;
  /** The id of the host's session, or any text that is stable within it. */
  readonly session?: string | undefined;
  /** When the person signed in to that session: see `Client.signedInAt`. */
  readonly signedInAt?: number | undefined;
}

/** The maximum length of a user-agent, in UTF-16 code units. The rest is cut off. */
const maxUserAgentLength = 512;

/**
 * Reads the client, for `authorize({ client })`. The address is the peer's. While it is a trusted
 * proxy, the next entry of `x-forwarded-for` from the right replaces it, so entries that the caller
 * wrote are never believed. Without the peer's address, or if it is no text, `ip` is absent.
 *
 * @throws {RangeError} if an entry of `trustedProxies` is neither an IP address nor a CIDR range.
 * @example
 * ```ts
 * import { readClient } from 'second-factor/http';
 *
 * const request = {
 *   headers: { 'user-agent': 'Firefox', 'x-forwarded-for': '198.51.100.1, 203.0.113.9' },
 *   socket: { remoteAddress: '::ffff:10.0.0.7' },
 * };
 * readClient(request, { trustedProxies: ['10.0.0.0/8'] }); // => { userAgent: 'Firefox', ip: '203.0.113.9' }
 * readClient(request); // => { userAgent: 'Firefox', ip: '10.0.0.7' }
 * ```
 */
export function readClient(request: ClientSource, options: ClientOptions = {}): Client {
  const { remoteAddress = request.socket?.remoteAddress, session, signedInAt } = options;
  return clientOf(request.headers, {
    remoteAddress,
    session,
    signedInAt,
    proxies: parseRanges(options.trustedProxies ?? []),
  });
}

/** Does the work of `readClient` with proxy ranges that are already parsed. */
export function clientOf(
  headers: HeaderSource,
  from: {
    readonly remoteAddress: string | undefined;
    readonly session: string | undefined;
    readonly signedInAt: number | undefined;
    readonly proxies: readonly AddressRange[];
  },
): Client {
  const userAgent = headerValue(headers, 'user-agent')?.slice(0, maxUserAgentLength);
  const forwardedFor = headerValue(headers, 'x-forwarded-for') ?? '';
  const ip = addressBehindProxies(from.remoteAddress, forwardedFor, from.proxies);
  return {
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(ip === undefined ? {} : { ip }),
    ...(from.session === undefined ? {} : { session: from.session }),
    ...(from.signedInAt === undefined ? {} : { signedInAt: from.signedInAt }),
  };
}

/**
 * Follows the hops from the peer outwards while each one is trusted. A hop that is not an IP
 * address ends the search: the result is then the proxy that reported it.
 */
function addressBehindProxies(
  peer: unknown,
  forwardedFor: string,
  proxies: readonly AddressRange[],
): string | undefined {
  if (typeof peer !== 'string' || peer === '') return undefined;
  let current = peer;
  let end = forwardedFor.length;
  while (end > 0 && isTrusted(current, proxies)) {
    const start = forwardedFor.lastIndexOf(',', end - 1) + 1;
    const next = withoutPort(forwardedFor.slice(start, end).trim());
    if (parseAddress(next) === undefined) break;
    current = next;
    end = start - 1;
  }
  return canonicalIp(current);
}

function isTrusted(text: string, proxies: readonly AddressRange[]): boolean {
  const address = proxies.length === 0 ? undefined : parseAddress(text);
  return address !== undefined && isInRanges(address, proxies);
}

/** Some proxies append the port: `203.0.113.9:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? hop;
}
