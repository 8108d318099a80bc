/** The two forms in which a password is sent. @module */

/** The SHA-256 of the UTF-8 text, as 64 lower-case hex digits. */
export async function digestPassword(password: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(password));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Encodes a password for a header as `base64:` and the base64 of its UTF-8 text, because a header
 * value can hold neither spaces at its ends nor characters above U+00FF. 64 hex digits are a digest
 * and stay as they are.
 */
export function encodePassword(password: string): string {
  if (/^[\da-f]{64}$/i.test(password)) return password;
  const bytes = new TextEncoder().encode(password);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `base64:${btoa(binary)}`;
}
