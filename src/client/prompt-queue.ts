/** Lets one call prompt the person at a time, while the others wait for the result. @module */

import { isTwoFactorCancelled } from './errors.ts';
import { untilAborted } from './until-aborted.ts';

/** The queue of the calls that want to prompt. */
export interface PromptQueue {
  /** How many prompts have ended. If one ended after a call was sent, the call may pass now. */
  readonly endedPrompts: number;
  /** Resolves when no prompt is open. Rejects if the person cancels the open one. */
  untilIdle(signal: AbortSignal | undefined): Promise<void>;
  /** Runs `prompt` while no other one runs, in the order of the calls. */
  runAlone<Result>(prompt: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result>;
}

export function createPromptQueue(): PromptQueue {
  /** Settles when the open prompt ends; resolves to the error if the person cancelled it. */
  let openPrompt: Promise<Error | undefined> | undefined;
  let endedPrompts = 0;

  return {
    get endedPrompts() {
      return endedPrompts;
    },
    untilIdle,
    async runAlone(prompt, signal) {
      // Waiting calls resume in their order. The first one opens its prompt before the next one
      // resumes, so the next one finds the queue busy again.
      while (isBusy()) await untilIdle(signal);
      const result = Promise.resolve().then(prompt);
      openPrompt = result.then(() => endPrompt(undefined), endPrompt);
      return result;
    },
  };

  function isBusy(): boolean {
    return openPrompt !== undefined;
  }

  /** A cancelled prompt cancels the waiting calls too, because it stood for all of them. */
  async function untilIdle(signal: AbortSignal | undefined): Promise<void> {
    const cancellation = await untilAborted(() => openPrompt, signal);
    if (cancellation !== undefined) throw cancellation;
  }

  function endPrompt(error: unknown): Error | undefined {
    openPrompt = undefined;
    endedPrompts += 1;
    return isTwoFactorCancelled(error) ? error : undefined;
  }
}
