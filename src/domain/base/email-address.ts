/** Email addresses: one form for counting mails, one for showing where a code was sent. @module */

/** The ASCII form of an international domain (RFC 5891), or `undefined` without one. */
export type DomainToAscii = (domain: string) => string | undefined;

/**
 * One spelling per mailbox, for counting: no surrounding space, lower case, composed Unicode, the
 * domain in ASCII (P8).
 */
export function normalizeAddress(address: string, toAscii: DomainToAscii = () => undefined): string {
  const trimmed = address.trim().normalize('NFKC').toLowerCase();
  const separator = trimmed.lastIndexOf('@');
  if (separator < 0) return trimmed;
  const domain = trimmed.slice(separator + 1).replace(/\.$/, '');
  return `${trimmed.slice(0, separator)}@${toAscii(domain) ?? domain}`;
}

/** Enough to recognize one's own address, not enough to learn another's: `a***@example.org`. */
export function maskAddress(address: string): string {
  const separator = address.lastIndexOf('@');
  if (separator < 1) return '***';
  const [first = ''] = address;
  return `${first}***${address.slice(separator)}`;
}
