/** Runs a script: one round trip, and a reply or a failure within the time allowed. @module */

import type { RedisClient } from './client.ts';
import { type RedisFailure, failure, failureOf, isNoScript } from './failure.ts';
import type { ScriptCall } from './scripts/script.ts';

/** A script as it is sent, with its whole keys. */
export interface SentScript {
  readonly script: ScriptCall['script'];
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** Whether the time allowed has passed. Nothing is sent after it. */
export interface Deadline {
  readonly passed: boolean;
}

/**
 * EVALSHA, then EVAL if the server does not know the script: after its start, after SCRIPT FLUSH,
 * and after a replica has taken over. Rejects with the error of the client.
 */
export async function evaluate(
  client: RedisClient,
  { script, keys, args }: SentScript,
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

/** The result of `work`, or `unavailable` once the time is over. A later result is ignored. */
export function within<Result>(
  timeoutMs: number,
  work: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const deadline = { passed: false };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      deadline.passed = true;
      reject(failure('unavailable', 'unknown', 'Redis did not reply in time'));
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

/** The failure of a call that was never sent. */
export function tooLate(): RedisFailure {
  return failure('unavailable', 'not-applied', 'the time for the call was over before it was sent');
}
