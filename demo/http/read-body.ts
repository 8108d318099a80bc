/** Reads the JSON body of a request, up to 64 kB. @module */

import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'read'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'body-too-large' | 'malformed-body' | 'not-json' };

const maxBodyBytes = 65_536;

/**
 * Up to this length, a body that is too long is read and discarded, so that a client that is still
 * sending it receives the refusal.
 */
const maxDiscardedBytes = 1_048_576;

export async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      if (length > maxDiscardedBytes) break;
    }
  } catch {
    // The client closed the connection, so this result reaches nobody.
    return { kind: 'malformed-body' };
  }
  if (length > maxBodyBytes) return { kind: 'body-too-large' };
  if (length === 0) return { kind: 'read', value: {} };
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return { kind: 'not-json' };
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Uint8Array): Body {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? { kind: 'read', value } : { kind: 'malformed-body' };
  } catch {
    return { kind: 'malformed-body' };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
