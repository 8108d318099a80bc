/** Reads the JSON body of a Node request, and puts it back for the next reader. @module */

import type { ClientSource } from './read-client.ts';
import { type BodyRead, declaresOversize, isJson, maxBodyBytes, parseJson } from './read-json.ts';

/**
 * The part of an `IncomingMessage` that is used. `body` is the value that a framework has parsed.
 */
export interface NodeRequest extends ClientSource {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
  /** Whether the whole request has been received. */
  readonly complete?: boolean;
  /** The number of buffered bytes. */
  readonly readableLength?: number;
  readonly readableEnded?: boolean;
  /** Whether the caller has hung up. */
  readonly destroyed?: boolean;
  read?(): unknown;
  unshift?(chunk: Uint8Array): unknown;
  on?(event: 'readable' | 'close' | 'error', listener: () => void): unknown;
  off?(event: 'readable' | 'close' | 'error', listener: () => void): unknown;
}

/**
 * The body that a framework has parsed, otherwise the JSON in the stream. `undefined` if the stream
 * has already been read or the request declares no JSON.
 */
export async function readNodeBody(request: NodeRequest): Promise<BodyRead> {
  if (request.body !== undefined) return { kind: 'read', value: request.body };
  if (!isJson(request.headers) || request.readableEnded !== false) return { kind: 'read', value: undefined };
  if (declaresOversize(request.headers)) return { kind: 'body-too-large' };
  // A destroyed request fires no further event.
  if (request.destroyed === true) return { kind: 'malformed-body' };
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A body that is already buffered fires no further `readable` event.
  const buffered = takeBuffered();
  if (buffered !== undefined) return buffered;
  return new Promise((resolve) => {
    const listeners = {
      readable: () => finish(takeBuffered()),
      close: fail,
      error: fail,
    } as const;
    request.on?.('readable', listeners.readable);
    request.on?.('close', listeners.close);
    request.on?.('error', listeners.error);

    function fail(): void {
      finish({ kind: 'malformed-body' });
    }

    function finish(body: BodyRead | undefined): void {
      if (body === undefined) return;
      request.off?.('readable', listeners.readable);
      request.off?.('close', listeners.close);
      request.off?.('error', listeners.error);
      resolve(body);
    }
  });

  /**
   * Returns `undefined` until the whole body has been received. It never reads from an empty
   * buffer: at the end of the stream, that would end the stream, and nothing could be put back.
   */
  function takeBuffered(): BodyRead | undefined {
    while ((request.readableLength ?? 0) > 0) {
      const read = request.read?.();
      if (read === null || read === undefined) break;
      const chunk = toBytes(read);
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBodyBytes) return { kind: 'body-too-large' };
    }
    if (request.complete !== true) return undefined;
    for (const chunk of chunks.toReversed()) request.unshift?.(chunk);
    return parseJson(chunks);
  }
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  return new TextEncoder().encode(typeof chunk === 'string' ? chunk : '');
}
