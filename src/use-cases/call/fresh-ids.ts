/** Random values of one call: ids of attempts and enrollments, secrets and codes. @module */

import { encodeBase64Url } from '../../domain/base/base64url.ts';
import { drawBytes } from '../../domain/base/draw.ts';
import { type OrUnavailable, callNow } from './call-port.ts';
import type { Call } from './call.ts';
import { ignoreRejection } from './ignore-rejection.ts';
import type { ReadResult } from './race-port.ts';

const randomBytes = 10;
const counterBytes = 6;

/** Goes on over all façades of the process, since they may share one storage. */
let idsMade = 0;

/**
 * 80 random bits and a running number as 22 characters of base64url. The number keeps ids apart
 * although the random source repeats itself: a storage takes a repeated attempt id for a repeated
 * call, and would not count its failure (P3).
 */
export function freshId(call: Call): OrUnavailable<string> {
  return draw(call, (random) => {
    const bytes = new Uint8Array(randomBytes + counterBytes);
    bytes.set(drawBytes(random, randomBytes));
    let rest = idsMade++;
    for (let index = bytes.length - 1; index >= randomBytes; index--) {
      bytes[index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return encodeBase64Url(bytes);
  });
}

/**
 * A fresh id, also while nothing can be drawn: a revocation opens nothing, and must work then. It
 * needs to differ from the other changes of its subject alone.
 */
export function revocationId(call: Call): string {
  const drawn = freshId(call);
  return drawn.isOk() ? drawn.value : `at ${call.at} ${idsMade++}`;
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
