/** `callWithTwoFactor`: handles the challenges of a Realtime (DDP) or any other call. @module */

import type { Ask, TwoFactorMethod, AskOptions } from './ask.ts';
import { makeCall } from './make-call.ts';
import { type PromptQueue, createPromptQueue } from './prompt-queue.ts';
import { readChallenge } from './read-challenge.ts';
import { readSettings } from './settings.ts';
import type { Submission } from './submission.ts';

/**
 * The extra, trailing argument of a repeated method call. With an empty code it presents nothing
 * and requests a challenge for `twoFactorMethod`.
 */
export interface TwoFactorProof {
  readonly twoFactorCode: string;
  readonly twoFactorMethod: TwoFactorMethod;
  readonly twoFactorResend?: true;
}

export interface CallOptions extends AskOptions {
  /** Ends the call, also while the person is asked. */
  readonly signal?: AbortSignal | undefined;
}

type Reply<Result> = { readonly result: Result } | { readonly error: unknown };

/** One queue for each `ask`, so that parallel calls with the same `ask` share its prompt. */
const queues = new WeakMap<Ask, PromptQueue>();

/**
 * Makes a call whose refusals are errors. If the call is challenged, asks the person and makes it
 * again. `call` gets no argument at first, and then the {@link TwoFactorProof} to pass on as the
 * trailing argument. A challenge is what `call` throws or rejects with: a `Meteor.Error` or DDP
 * error, a result frame, or the JSON of the REST dialects.
 *
 * Calls with the same `ask` share its prompt, as the calls of one {@link withTwoFactor} do. Rejects
 * with the server's last refusal after `attempts` codes, with {@link TwoFactorCancelled} when the
 * person gives up, and with the reason of `signal` when that aborts. All other errors of `call` and
 * `ask` pass through untouched.
 *
 * @throws {RangeError} if `attempts` is not an integer of at least 1.
 * @example
 * ```ts
 * import { type TwoFactorProof, callWithTwoFactor } from 'second-factor/client';
 *
 * // Stands in for a connection to a server that requires a code.
 * const connection = {
 *   async call(method: string, parameter: string, proof?: TwoFactorProof): Promise<string> {
 *     if (proof?.twoFactorCode === '123456') return `${method}(${parameter})`;
 *     throw Object.assign(new Error('TOTP Required'), { error: 'totp-required', details: { method: 'totp' } });
 *   },
 * };
 *
 * const saved = await callWithTwoFactor((...proof) => connection.call('saveSettings', 'dark', ...proof), {
 *   ask: async () => ({ code: '123456' }),
 * });
 * saved; // => 'saveSettings(dark)'
 * ```
 */
export async function callWithTwoFactor<Result>(
  call: (...proof: [proof?: TwoFactorProof]) => Result | PromiseLike<Result>,
  options: CallOptions,
): Promise<Result> {
  const settings = readSettings(options);
  const reply = await makeCall<Reply<Result>>(
    {
      signal: options.signal,
      async send(submission) {
        try {
          // At first no argument at all, so that the caller's arguments stay the last ones.
          const result = submission === undefined ? await call() : await call(toProof(submission));
          return { result };
        } catch (error) {
          return { error };
        }
      },
      challengeIn: (received) => ('error' in received ? readChallenge(received.error) : undefined),
    },
    queueOf(settings.ask),
    settings,
  );
  if ('error' in reply) throw reply.error;
  return reply.result;
}

function toProof({ method, code = '', resend }: Submission): TwoFactorProof {
  const proof = { twoFactorCode: code, twoFactorMethod: method };
  return resend === true ? { ...proof, twoFactorResend: resend } : proof;
}

function queueOf(ask: Ask): PromptQueue {
  const known = queues.get(ask);
  if (known !== undefined) return known;
  const queue = createPromptQueue();
  queues.set(ask, queue);
  return queue;
}
