/** The two forms in which a password travels. @module */

/** The SHA-256 of the UTF-8 text, in 64 lower-case hex digits. */
export async function digestPassword(password: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(password));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * For a header, whose value carries neither spaces at its ends nor characters above U+00FF: `base64:` and the UTF-8 text. 64 hex digits stay
 * what they are, a digest.
 */
export function encodePassword(password: string): string {
  if (/^[\da-f]{64}$/i.test(password)) return password;
  const bytes = new TextEncoder().encode(password);
  return `base64:${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}
