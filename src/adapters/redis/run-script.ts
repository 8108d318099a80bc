/** Running a script: one round trip, and an answer or a failure within the time allowed. @module */

import type { RedisClient } from './client.ts';
import { type RedisFailure, failure, failureOf, isNoScript } from './failure.ts';
import type { Script } from './scripts/script.ts';

/** A script with what it works on. */
export interface ScriptCall {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** Whether the time allowed has passed: what was not sent by then is not sent any more. */
export interface Deadline {
  readonly passed: boolean;
}

/**
 * EVALSHA, and EVAL where the server does not know the script: after its start, after SCRIPT FLUSH, and after a replica has taken
 * over. Rejects with whatever the client rejects with.
 */
export async function evaluate(
  client: RedisClient,
  { script, keys, args }: ScriptCall,
  deadline: Deadline,
): Promise<unknown> {
  const sha1 = await script.sha1();
  try {
    return await client.evalSha(sha1, keys, args);
  } catch (reason) {
    if (!isNoScript(reason)) throw reason;
    if (deadline.passed) throw tooLate();
    return await client.eval(script.text, keys, args);
  }
}

/** The outcome of `work`, or `unavailable` once the time is over; whatever the client does later is nobody's concern. */
export function within<Answer>(
  timeoutMs: number,
  work: (deadline: Deadline) => Promise<Answer>,
): Promise<Answer> {
  const deadline = { passed: false };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      deadline.passed = true;
      reject(failure('unavailable', 'unknown', 'Redis did not answer in time'));
    }, timeoutMs);
    const finish = async (): Promise<void> => {
      try {
        resolve(await work(deadline));
      } catch (reason) {
        reject(failureOf(reason));
      } finally {
        clearTimeout(timer);
      }
    };
    void finish();
  });
}

/** For a call that was never sent. */
export function tooLate(): RedisFailure {
  return failure('unavailable', 'not-applied', 'the time for the call was over before it could be sent');
}
