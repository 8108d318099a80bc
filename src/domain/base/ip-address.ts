/**
 * One spelling for every IP address, so that a client is recognized in every spelling of its
 * address (P10).
 * @module
 */

/**
 * The canonical form: dotted decimal for IPv4 and for IPv4-mapped IPv6 (`::ffff:1.2.3.4` =
 * `1.2.3.4`, RFC 4291 §2.5.5.2), else eight lower-case groups. A zone (`%eth0`, RFC 4007 §11)
 * stays, since it is part of which host is meant. Text that is not an address is returned
 * unchanged: it still distinguishes two clients.
 */
export function canonicalIp(text: string): string {
  const trimmed = text.trim();
  // Strict dotted decimal has one spelling.
  if (ipv4.test(trimmed)) return trimmed;
  const bare = trimmed.replace(/^\[(.*)\]$/, '$1');
  const [address = ''] = bare.split('%', 1);
  const groups = parseIpv6(address);
  if (groups === undefined) return text;
  const zone = bare.slice(address.length);
  const written = groups.map((group) => group.toString(16)).join(':');
  if (!written.startsWith('0:0:0:0:0:ffff:')) return written + zone;
  const octets = groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
  return octets.join('.') + zone;
}

/**
 * Dotted decimal in its one strict spelling: leading zeros are refused, since some readers take
 * them as octal.
 */
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** The four octets of strict dotted decimal, or `undefined`. */
export function parseIpv4(text: string): readonly number[] | undefined {
  return ipv4.test(text) ? text.split('.').map(Number) : undefined;
}

/** The eight 16-bit groups of an IPv6 address (RFC 4291 §2.2), or `undefined`. */
export function parseIpv6(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  const halves = text.replace(/[^:]+$/, ipv4AsGroups).split('::');
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 1 ? missing !== 0 : missing < 1)) return undefined;
  if (!groups.flat().every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return [...head, ...new Array<string>(missing).fill('0'), ...tail].map((group) =>
    Number.parseInt(group, 16),
  );
}

/** The last 32 bits may be written as an IPv4 address (RFC 4291 §2.2, form 3). */
function ipv4AsGroups(text: string): string {
  const octets = parseIpv4(text);
  if (octets === undefined) return text;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return [(a << 8) | b, (c << 8) | d].map((group) => group.toString(16)).join(':');
}
