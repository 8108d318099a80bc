/** Fresh names for one call: attempts, enrolments, tokens. @module */

import type { Result } from 'neverthrow';
import type { Unavailable } from '../domain/denial.ts';
import { drawBytes } from '../domain/draw.ts';
import { encodeBase64Url } from '../domain/text-bytes.ts';
import { callNow, type ReadAnswer } from './call-port.ts';
import type { About, World } from './world.ts';

/** 128 random bits as 22 characters of base64url. */
export function freshId(world: World, about: About): Result<string, Unavailable> {
  return draw(world, about, (random) => encodeBase64Url(drawBytes(random, 16)));
}

/** Anything drawn from the random port; a port that throws or answers short is `unavailable`. */
export function draw<Value>(
  world: World,
  about: About,
  take: (random: World['ports']['random']) => Value,
): Result<Value, Unavailable> {
  return callNow(about, 'random', () => take(world.ports.random), readDrawn as ReadAnswer<Value>);
}

const readDrawn: ReadAnswer<unknown> = (answer) => (answer === undefined ? undefined : { value: answer });
