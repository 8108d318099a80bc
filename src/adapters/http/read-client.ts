/** Which client a request comes from: user-agent, address, session. @module */

import { canonicalIp } from '../../domain/base/ip-address.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { type HeaderSource, headerValue } from './header-value.ts';
import { type AddressRange, isInside, parseAddress, parseRanges } from './trusted-proxies.ts';

/** A Web `Request`, or a request of `node:http` and what is built on it. */
export interface ClientSource {
  readonly headers: HeaderSource;
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined;
}

export interface ClientOptions {
  /**
   * The proxies whose `x-forwarded-for` is believed, as addresses and CIDR ranges (`10.0.0.0/8`, `::1`); default none. A range
   * from which callers come directly must not be in it: they could name any address.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** The peer's address where the request does not know it (a Web `Request` does not); default that of the socket. */
  readonly remoteAddress?: string | undefined;
  /** The host's session, by any text that is stable within it. */
  readonly session?: string | undefined;
}

/** More of a user-agent, in UTF-16 units, is cut off. */
export const longestUserAgent = 512;

/**
 * The client, for `authorize({ client })`. The address is that of the peer; only while it is a trusted proxy, the hop that it
 * reports (the next entry of `x-forwarded-for`, from the right) takes its place. So what a caller writes into that header is
 * never believed. Without the peer's address there is none.
 *
 * @throws {RangeError} where `trustedProxies` holds something that is neither an address nor a range.
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
  const { remoteAddress = request.socket?.remoteAddress, session } = options;
  return clientOf(request.headers, {
    remoteAddress,
    session,
    proxies: parseRanges(options.trustedProxies ?? []),
  });
}

/** The same, with the ranges already read. */
export function clientOf(
  headers: HeaderSource,
  from: {
    readonly remoteAddress: string | undefined;
    readonly session: string | undefined;
    readonly proxies: readonly AddressRange[];
  },
): Client {
  const userAgent = headerValue(headers, 'user-agent')?.slice(0, longestUserAgent);
  const ip = addressBehind(from.remoteAddress, headerValue(headers, 'x-forwarded-for') ?? '', from.proxies);
  return {
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(ip === undefined ? {} : { ip }),
    ...(from.session === undefined ? {} : { session: from.session }),
  };
}

/** From the peer outwards, as long as each hop is trusted; a hop that is no address ends the way at the one that reported it. */
function addressBehind(
  peer: string | undefined,
  forwardedFor: string,
  proxies: readonly AddressRange[],
): string | undefined {
  if (peer === undefined || peer === '') return undefined;
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
  return address !== undefined && isInside(proxies, address);
}

/** Some proxies add the port: `203.0.113.9:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? hop;
}
