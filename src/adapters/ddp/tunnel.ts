/** Method calls that come through REST (`/v1/method.call/:method`): the same frames, inside the body. @module */

import { type Result, err, ok } from 'neverthrow';
import type { Refusal } from '../../domain/decision/compatible-words.ts';
import type { PresentedCode } from '../../ports/two-factor.ts';
import { type MalformedFrame, type MethodCall, callOf, parseFrame } from './read-method-frame.ts';
import { renderRefusalFrame } from './render-ddp-error.ts';
import { isJsonObject } from './shape.ts';

export interface TunnelOptions {
  /** The method that the path names, decoded; a frame that calls another one is refused. Default: any. */
  readonly method?: string | undefined;
  /** The code in the request's headers, as `readCode` of `second-factor/http` answers it; it goes before one in the arguments. */
  readonly code?: PresentedCode | undefined;
}

/** A refusal as HTTP: `body` is the JSON value, its members in the order in which they are written. */
export interface TunnelledRefusal {
  readonly status: 400;
  readonly headers: { readonly 'content-type': 'application/json' };
  readonly body: { readonly success: false; readonly message: string };
}

/** The call in the parsed body `{ "message": "<frame>" }` of a tunnelled call. Never throws. */
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

/** HTTP 400 with the refusal's frame as a string; `id` is that of the call, or `undefined` where there was none to read. */
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
