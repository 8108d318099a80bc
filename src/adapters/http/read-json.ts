/** Parses the JSON body of a login, up to a maximum length. @module */

import { type HeaderSource, headerValue } from './header-value.ts';
import type { RequestRefusal } from './refusal.ts';

/** The result of reading a body. `value` is `undefined` if there is no JSON to read. */
export type BodyRead = { readonly kind: 'read'; readonly value: unknown } | RequestRefusal;

/** The maximum length of a login body, in bytes. */
export const maxBodyBytes = 65_536;

/**
 * Whether the headers declare plain JSON (RFC 8259, or the `+json` suffix of RFC 6839 §3.1) without
 * a content coding. Other bodies are not searched for a code.
 */
export function isJson(headers: HeaderSource): boolean {
  const type = headerValue(headers, 'content-type') ?? '';
  const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  return /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type) && coding === 'identity';
}

/** Whether `content-length` exceeds the maximum. */
export function declaresOversize(headers: HeaderSource): boolean {
  return Number(headerValue(headers, 'content-length') ?? 0) > maxBodyBytes;
}

export function parseJson(chunks: readonly Uint8Array[]): BodyRead {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length === 0) return { kind: 'read', value: undefined };
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  try {
    return {
      kind: 'read',
      value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown,
    };
  } catch {
    return { kind: 'malformed-body' };
  }
}
