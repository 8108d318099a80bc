/** A `method` frame of DDP, from text or parsed, as the call it makes. @module */

import { type Result, err, ok } from 'neverthrow';
import { type Invocation, readInvocation } from './read-invocation.ts';
import { isJsonObject } from './shape.ts';

/** A call with the id that its result carries. */
export interface MethodCall extends Invocation {
  readonly id: string;
}

/** What is no call. */
export interface MalformedFrame {
  readonly kind: 'malformed-frame';
  readonly problem: 'no JSON' | 'no method frame' | 'another method than the path names';
}

/** The wire's name of a frame's method, before anything is unwrapped. */
export interface NamedFrame {
  readonly id: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

/**
 * The call that a frame `{ msg: 'method', id, method, params? }` makes, with its proof taken out as `readInvocation` does. Other members
 * are not looked at, and EJSON in the params stays as it is.
 */
export function readMethodFrame(frame: unknown): Result<MethodCall, MalformedFrame> {
  return parseFrame(frame).map(callOf);
}

export function callOf({ id, method, params }: NamedFrame): MethodCall {
  return { id, ...readInvocation(method, params) };
}

export function parseFrame(frame: unknown): Result<NamedFrame, MalformedFrame> {
  const parsed = typeof frame === 'string' ? parseJson(frame) : ok(frame);
  return parsed.andThen((value): Result<NamedFrame, MalformedFrame> => {
    const own = (name: string): unknown =>
      isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const [id, method, params = []] = [own('id'), own('method'), own('params')];
    return own('msg') === 'method' &&
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
