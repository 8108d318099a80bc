/** Method calls through REST (`/v1/method.call/:method`): frames inside the body. @module */

import { type Result, err, ok } from 'neverthrow';
import type { Refusal } from '../../domain/decision/compatible-words.ts';
import type { PresentedCode } from '../../ports/credentials.ts';
import { isJsonObject } from './json-object.ts';
import { type MalformedFrame, type MethodCall, callOf, parseFrame } from './read-method-frame.ts';
import { renderRefusalFrame } from './render-ddp-error.ts';

export interface TunnelOptions {
  /** The method in the path, decoded. A frame that calls another method is refused. Default any. */
  readonly method?: string | undefined;
  /**
   * The code in the request's headers, as `readCode` of `second-factor/http` returns it. It takes
   * precedence over a code in the arguments.
   */
  readonly code?: PresentedCode | undefined;
}

/** A refusal as an HTTP response. `body` is the JSON value, with its members in wire order. */
export interface TunnelledRefusal {
  readonly status: 400;
  readonly headers: { readonly 'content-type': 'application/json' };
  readonly body: { readonly success: false; readonly message: string };
}

/** Reads the call in the parsed body `{ "message": "<frame>" }`. Never throws. */
export function readTunnelledCall(
  body: unknown,
  options: TunnelOptions = {},
): Result<MethodCall, MalformedFrame> {
  const message = isJsonObject(body) && Object.hasOwn(body, 'message') ? body['message'] : undefined;
  if (typeof message !== 'string') return err({ kind: 'malformed-frame', problem: 'no method frame' });
  return parseFrame(message).andThen((frame): Result<MethodCall, MalformedFrame> => {
    if (options.method !== undefined && frame.method !== options.method)
      return err({ kind: 'malformed-frame', problem: 'another method than the path names' });
    const call = callOf(frame);
    const code = options.code?.value === undefined ? (call.code ?? options.code) : options.code;
    return ok(code === undefined ? call : { ...call, code });
  });
}

/**
 * Renders HTTP 400 with the refusal's frame as a string. `id` is the id of the call, or `undefined`
 * if it cannot be read.
 */
export function renderTunnelledRefusal(
  id: string | undefined,
  refusal: Refusal | MalformedFrame,
): TunnelledRefusal {
  return {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: { success: false, message: JSON.stringify(renderRefusalFrame(id, refusal)) },
  };
}
