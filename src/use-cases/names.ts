/** Fresh names for one call: attempts, enrolments, tokens. @module */

import type { Result } from 'neverthrow';
import type { Unavailable } from '../domain/denial.ts';
import { drawBytes } from '../domain/draw.ts';
import { encodeBase64Url } from '../domain/text-bytes.ts';
import { callNow, type ReadAnswer } from './call-port.ts';
import { unheard } from './unheard.ts';
import type { Call } from './world.ts';

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
    () => take({ bytes: (count) => unheard(ports.random.bytes(count)) }),
    readDrawn as ReadAnswer<Value>,
  );
}

const readDrawn: ReadAnswer<unknown> = (answer) => (answer === undefined ? undefined : { value: answer });
