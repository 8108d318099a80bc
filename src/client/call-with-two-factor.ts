/** `callWithTwoFactor`: a Realtime (DDP) method call, or any other, that answers challenges. @module */

import { type Presented, makeCall } from './answer-challenge.ts';
import type { Ask, TwoFactorMethod, AskOptions } from './ask.ts';
import { type PromptLine, createPromptLine } from './prompt-line.ts';
import { type Challenge, readChallenge } from './read-challenge.ts';
import { readSettings } from './settings.ts';

/** The one more, trailing argument of a repeated method call. An empty code is the wish to be asked for the method. */
export interface TwoFactorProof {
  readonly twoFactorCode: string;
  readonly twoFactorMethod: TwoFactorMethod;
  readonly twoFactorResend?: true;
}

export interface CallOptions extends AskOptions {
  /** Ends the call, also while the person is asked. */
  readonly signal?: AbortSignal | undefined;
}

type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

/** Parallel calls that share an `ask` share its prompt. */
const lines = new WeakMap<Ask, PromptLine>();

/**
 * Makes a call whose refusals are errors, and makes it again with what `ask` answers: `call` gets nothing first, and then the proof to pass on as
 * the trailing argument. Recognises `Meteor.Error`s and DDP errors, result frames and the JSON of the REST dialects, thrown or rejected with.
 *
 * Calls with the same `ask` share its prompt as those of {@link withTwoFactor} do. After `attempts` codes it rejects with the server's last
 * refusal. Rejects with {@link TwoFactorCancelled} when the person gives up, with the reason of `signal` when that aborts, with a `RangeError` for
 * impossible `attempts`, and with everything else that `call` or `ask` throws, untouched.
 *
 * @example
 * ```ts
 * import { type TwoFactorProof, callWithTwoFactor } from 'second-factor/client';
 *
 * // A connection whose server wants a code, in place of a real one.
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
  const { signal } = options;
  const settings = readSettings(options);
  const outcome = await makeCall<Outcome<Result>>(
    {
      signal,
      async send(presented) {
        try {
          const proof = presented === undefined ? [] : ([proofOf(presented)] as const);
          return { result: await call(...proof) };
        } catch (error) {
          return { error };
        }
      },
      challengeIn: (sent): Challenge | undefined => ('error' in sent ? readChallenge(sent.error) : undefined),
    },
    lineOf(settings.ask),
    settings,
  );
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function proofOf({ method, code = '', resend }: Presented): TwoFactorProof {
  return {
    twoFactorCode: code,
    twoFactorMethod: method,
    ...(resend === true && { twoFactorResend: resend }),
  };
}

function lineOf(ask: Ask): PromptLine {
  const line = lines.get(ask) ?? createPromptLine();
  lines.set(ask, line);
  return line;
}
