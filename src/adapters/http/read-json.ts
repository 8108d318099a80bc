/** The JSON of a login body, read up to a limit and no further. @module */

import { type BodyRead, longestBody } from './guard.ts';
import { type HeaderSource, headerValue } from './header-value.ts';

/** Whether the body says that it is JSON, as it is (RFC 8259; structured suffix of RFC 6839 §3.1). Another one holds no code. */
export function isJson(headers: HeaderSource): boolean {
  const type = headerValue(headers, 'content-type') ?? '';
  const coding = headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  return /^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type) && coding === 'identity';
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

/** Whether the body announces more than is read. */
export function announcesTooMuch(headers: HeaderSource): boolean {
  return Number(headerValue(headers, 'content-length') ?? 0) > longestBody;
}
