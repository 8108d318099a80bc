/** Trusted proxies as IP addresses and CIDR ranges: parsing, and testing for membership. @module */

import { parseIpv4, parseIpv6 } from '../../domain/base/ip-address.ts';

/** An address as 16-bit groups: two for IPv4 (including IPv4-mapped IPv6), eight for IPv6. */
export type Address = readonly number[];

/** The addresses of one family that start with the same bits (RFC 4632 §3.1). */
export interface AddressRange {
  readonly prefix: Address;
  /** The number of leading bits that are compared. */
  readonly prefixLength: number;
}

/**
 * Parses IP addresses and CIDR ranges (RFC 4632 §3.1, RFC 4291 §2.3) such as `10.0.0.0/8`, `::1` or
 * `fd00::/8`. An IPv4-mapped range (`::ffff:10.0.0.0/104`) means the IPv4 range.
 *
 * @throws {RangeError} if an entry is neither; the message names it.
 */
export function parseRanges(list: readonly string[]): readonly AddressRange[] {
  return list.map((entry, index) => {
    const range = typeof entry === 'string' ? parseRange(entry) : undefined;
    if (range === undefined)
      throw new RangeError(`trustedProxies[${index}] must be an IP address or a CIDR range`);
    return range;
  });
}

/** The address in a text, or `undefined`. A zone (`%eth0`) is ignored. */
export function parseAddress(text: string): Address | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return groupsOf(ipv4);
  const groups = parseIpv6(text.replace(/%.*$/s, ''));
  return groups !== undefined && isMapped(groups) ? groups.slice(6) : groups;
}

export function isInRanges(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some(
    ({ prefix, prefixLength }) =>
      prefix.length === address.length &&
      prefix.every((group, index) => {
        const ignoredBits = 16 - Math.min(16, Math.max(0, prefixLength - index * 16));
        return group >> ignoredBits === (address[index] as number) >> ignoredBits;
      }),
  );
}

function parseRange(entry: string): AddressRange | undefined {
  const [, text = '', , length] = /^([^/%]*)(\/(0|[1-9]\d{0,2}))?$/.exec(entry) ?? [];
  const ipv4 = parseIpv4(text);
  const groups = ipv4 === undefined ? parseIpv6(text) : groupsOf(ipv4);
  if (groups === undefined) return undefined;
  const prefixLength = length === undefined ? groups.length * 16 : Number(length);
  if (prefixLength > groups.length * 16) return undefined;
  return isMapped(groups) && prefixLength >= 96
    ? { prefix: groups.slice(6), prefixLength: prefixLength - 96 }
    : { prefix: groups, prefixLength };
}

/** RFC 4291 §2.5.5.2: `::ffff:0:0/96`. */
function isMapped(groups: Address): boolean {
  return groups.length === 8 && groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function groupsOf([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Address {
  return [(a << 8) | b, (c << 8) | d];
}
