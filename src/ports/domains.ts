/** International domain names in mail addresses. @module */

export interface Domains {
  /**
   * The ASCII form of a domain (RFC 5891, UTS #46), or `undefined` if it has none. Mails to one
   * mailbox are counted together for all spellings of its domain (P8).
   */
  toAscii(domain: string): string | undefined;
}
