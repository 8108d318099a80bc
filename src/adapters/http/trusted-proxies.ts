/** The proxies whose word about the client's address counts, as single addresses and CIDR ranges. @module */

import { parseIpv4, parseIpv6 } from '../../domain/base/ip-address.ts';

/** An address as 16-bit groups: two for IPv4 (also where it is mapped into IPv6), eight for IPv6. */
export type Address = readonly number[];

/** All addresses of one family that share their first bits. */
export interface AddressRange {
  readonly first: Address;
  /** How many leading bits count. */
  readonly bits: number;
}

/**
 * Addresses and CIDR ranges (RFC 4632 §3.1, RFC 4291 §2.3) such as `10.0.0.0/8`, `::1` or `fd00::/8`; an IPv4-mapped one
 * (`::ffff:10.0.0.0/104`) means the IPv4 range.
 *
 * @throws {RangeError} naming the entry that is neither.
 */
export function parseRanges(list: readonly string[]): readonly AddressRange[] {
  return list.map((entry, index) => {
    const range = typeof entry === 'string' ? parseRange(entry) : undefined;
    if (range === undefined)
      throw new RangeError(`trustedProxies[${index}] must be an IP address or a CIDR range`);
    return range;
  });
}

/** The address that a text spells, or `undefined`. A zone (`%eth0`) says nothing about the range. */
export function parseAddress(text: string): Address | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return groupsOf(ipv4);
  const groups = parseIpv6(text.replace(/%.*$/s, ''));
  return groups !== undefined && isMapped(groups) ? groups.slice(6) : groups;
}

export function isInside(ranges: readonly AddressRange[], address: Address): boolean {
  return ranges.some(
    ({ first, bits }) =>
      first.length === address.length &&
      first.every((group, index) => {
        const ignored = 16 - Math.min(16, Math.max(0, bits - index * 16));
        return group >> ignored === (address[index] as number) >> ignored;
      }),
  );
}

function parseRange(entry: string): AddressRange | undefined {
  const [, text = '', , prefix] = /^([^/%]*)(\/(0|[1-9]\d{0,2}))?$/.exec(entry) ?? [];
  const ipv4 = parseIpv4(text);
  const groups = ipv4 === undefined ? parseIpv6(text) : groupsOf(ipv4);
  if (groups === undefined) return undefined;
  const bits = prefix === undefined ? groups.length * 16 : Number(prefix);
  if (bits > groups.length * 16) return undefined;
  return isMapped(groups) && bits >= 96
    ? { first: groups.slice(6), bits: bits - 96 }
    : { first: groups, bits };
}

/** RFC 4291 §2.5.5.2: `::ffff:0:0/96`. */
function isMapped(groups: Address): boolean {
  return groups.length === 8 && groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function groupsOf([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Address {
  return [(a << 8) | b, (c << 8) | d];
}
