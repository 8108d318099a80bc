/** The JSON body of a Node request, put back so that whoever comes next can read it as well. @module */

import { type BodyRead, longestBody } from './guard.ts';
import type { ClientSource } from './read-client.ts';
import { announcesTooMuch, isJson, parseJson } from './read-json.ts';

/** The part of an `IncomingMessage` that is used; `body` is there where a framework has parsed it. */
export interface NodeRequest extends ClientSource {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
  /** Whether the whole request has been received. */
  readonly complete?: boolean;
  /** How many bytes wait to be read. */
  readonly readableLength?: number;
  readonly readableEnded?: boolean;
  read?(): unknown;
  unshift?(chunk: Uint8Array): unknown;
  on?(event: 'readable' | 'close' | 'error', listener: () => void): unknown;
  off?(event: 'readable' | 'close' | 'error', listener: () => void): unknown;
}

/** The body as a framework parsed it, else what the stream holds; nothing where that has been read already or is no JSON. */
export async function readNodeBody(request: NodeRequest): Promise<BodyRead> {
  if (request.body !== undefined) return { kind: 'read', value: request.body };
  if (!isJson(request.headers) || request.readableEnded !== false) return { kind: 'read', value: undefined };
  if (announcesTooMuch(request.headers)) return { kind: 'body-too-large' };
  const chunks: Uint8Array[] = [];
  let length = 0;
  // One that is here already announces itself no more.
  const atOnce = take();
  if (atOnce !== undefined) return atOnce;
  return new Promise((resolve) => {
    const events = { readable: () => finish(take()), close: breakOff, error: breakOff } as const;
    request.on?.('readable', events.readable);
    request.on?.('close', events.close);
    request.on?.('error', events.error);

    function breakOff(): void {
      finish({ kind: 'malformed-body' });
    }

    function finish(read: BodyRead | undefined): void {
      if (read === undefined) return;
      request.off?.('readable', events.readable);
      request.off?.('close', events.close);
      request.off?.('error', events.error);
      resolve(read);
    }
  });

  /**
   * What has arrived; `undefined` until it is all. Never reads from an empty buffer: at the end of the stream that would end it for
   * good, with nothing left to put back.
   */
  function take(): BodyRead | undefined {
    while ((request.readableLength ?? 0) > 0) {
      const read = request.read?.();
      if (read === null || read === undefined) break;
      const chunk = encodeUtf8(read);
      chunks.push(chunk);
      length += chunk.length;
      if (length > longestBody) return { kind: 'body-too-large' };
    }
    if (request.complete !== true) return undefined;
    for (const chunk of chunks.toReversed()) request.unshift?.(chunk);
    return parseJson(chunks);
  }
}

function encodeUtf8(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  return new TextEncoder().encode(typeof chunk === 'string' ? chunk : '');
}
