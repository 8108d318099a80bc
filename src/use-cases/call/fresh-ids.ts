/** Random values of one call: ids of attempts and enrollments, secrets and codes. @module */

import { encodeBase64Url } from '../../domain/base/base64url.ts';
import { drawBytes } from '../../domain/base/draw.ts';
import { type OrUnavailable, callNow } from './call-port.ts';
import type { Call } from './call.ts';
import { ignoreRejection } from './ignore-rejection.ts';
import type { ReadResult } from './race-port.ts';

/** 128 random bits as 22 characters of base64url. */
export function freshId(call: Call): OrUnavailable<string> {
  return draw(call, (random) => encodeBase64Url(drawBytes(random, 16)));
}

/**
 * Anything drawn from the random port. A port that throws or returns too few bytes is
 * `unavailable`.
 */
export function draw<Value>(
  { topic, ports }: Call,
  take: (random: Call['ports']['random']) => Value,
): OrUnavailable<Value> {
  return callNow(
    topic,
    'random',
    () => take({ bytes: (count) => ignoreRejection(ports.random.bytes(count)) }),
    readDrawn as ReadResult<Value>,
  );
}

const readDrawn: ReadResult<unknown> = (drawn) => (drawn === undefined ? undefined : { value: drawn });
