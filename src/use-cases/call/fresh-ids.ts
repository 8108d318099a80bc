/** Fresh names for one call: attempts, enrollments, tokens. @module */

import type { Result } from 'neverthrow';
import { encodeBase64Url } from '../../domain/base/base64url.ts';
import { drawBytes } from '../../domain/base/draw.ts';
import type { Unavailable } from '../../domain/decision/denial.ts';
import { callNow, type ReadAnswer } from './call-port.ts';
import type { Call } from './call.ts';
import { ignoreRejection } from './ignore-rejection.ts';

/** 128 random bits as 22 characters of base64url. */
export function freshId(call: Call): Result<string, Unavailable> {
  return draw(call, (random) => encodeBase64Url(drawBytes(random, 16)));
}

/** Anything drawn from the random port; a port that throws or answers short is `unavailable`. */
export function draw<Value>(
  { about, ports }: Call,
  take: (random: Call['ports']['random']) => Value,
): Result<Value, Unavailable> {
  return callNow(
    about,
    'random',
    () => take({ bytes: (count) => ignoreRejection(ports.random.bytes(count)) }),
    readDrawn as ReadAnswer<Value>,
  );
}

const readDrawn: ReadAnswer<unknown> = (answer) => (answer === undefined ? undefined : { value: answer });
