/**
 * Email addresses: an exact form that decides who gets a code, a coarse one for counting mails, and
 * a masked one that shows where a code was sent.
 * @module
 */

/** The ASCII form of an international domain (RFC 5891), or `undefined` without one. */
export type DomainToAscii = (domain: string) => string | undefined;

/**
 * The exact form: no surrounding space, and the ASCII letters of the domain in lower case. Nothing
 * else is folded: `miKe@` with the Kelvin sign may be the mailbox of somebody else than `mike@`
 * (P7).
 */
export function exactAddress(address: string): string {
  const trimmed = address.trim();
  const start = trimmed.lastIndexOf('@') + 1;
  return trimmed.slice(0, start) + trimmed.slice(start).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The coarse form, which serves the mail caps alone: no surrounding space, lower case, composed
 * Unicode, the domain in ASCII (P8). It decides nothing, since it folds different mailboxes into
 * one.
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
