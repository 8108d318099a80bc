/** Reads a `method` frame of DDP, as text or parsed. @module */

import { type Result, err, ok } from 'neverthrow';
import { isJsonObject } from './json-object.ts';
import { type Invocation, readInvocation } from './read-invocation.ts';

/** A call with the id that its result must carry. */
export interface MethodCall extends Invocation {
  readonly id: string;
}

/** The refusal of a frame that is not a method call. */
export interface MalformedFrame {
  readonly kind: 'malformed-frame';
  readonly problem: 'no JSON' | 'no method frame' | 'another method than the path names';
}

/** A frame before anything is unwrapped: `method` is the name on the wire. */
export interface MethodFrame {
  readonly id: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

/**
 * Reads the call in a frame `{ msg: 'method', id, method, params? }`, and separates its code as
 * `readInvocation` does. Other members are ignored, and EJSON in the params stays as it is.
 */
export function readMethodFrame(frame: unknown): Result<MethodCall, MalformedFrame> {
  return parseFrame(frame).map(callOf);
}

export function callOf({ id, method, params }: MethodFrame): MethodCall {
  return { id, ...readInvocation(method, params) };
}

export function parseFrame(frame: unknown): Result<MethodFrame, MalformedFrame> {
  const parsed = typeof frame === 'string' ? parseJson(frame) : ok(frame);
  return parsed.andThen((value): Result<MethodFrame, MalformedFrame> => {
    const ownMember = (name: string): unknown =>
      isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const [id, method, params = []] = [ownMember('id'), ownMember('method'), ownMember('params')];
    return ownMember('msg') === 'method' &&
      typeof id === 'string' &&
      typeof method === 'string' &&
      Array.isArray(params)
      ? ok({ id, method, params: params as readonly unknown[] })
      : err({ kind: 'malformed-frame', problem: 'no method frame' });
  });
}

function parseJson(text: string): Result<unknown, MalformedFrame> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err({ kind: 'malformed-frame', problem: 'no JSON' });
  }
}
