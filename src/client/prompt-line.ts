/** Lets one call ask at a time, and the others wait for what comes of it. @module */

import { isTwoFactorCancelled } from './errors.ts';
import { untilAborted } from './until-aborted.ts';

/** The line of the calls that want to ask. */
export interface PromptLine {
  /** How many have had their turn so far: if more than when a call was sent, it may pass now. */
  readonly turns: number;
  /** Waits while somebody asks; rejects if they cancel, because the one prompt stood for all. */
  idle(signal: AbortSignal | undefined): Promise<void>;
  /** Runs `ask` alone, in the order in which the calls came. */
  alone<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

export function createPromptLine(): PromptLine {
  /** The turn under way; fulfilled with the error if it was cancelled. */
  let turn: Promise<Error | undefined> | undefined;
  let turns = 0;

  return {
    get turns() {
      return turns;
    },
    idle,
    async alone(ask, signal) {
      // Those who wait wake in their order; the first takes its turn before the next one looks.
      while (isBusy()) await idle(signal);
      const result = Promise.resolve().then(ask);
      turn = result.then(() => leave(undefined), leave);
      return result;
    },
  };

  function isBusy(): boolean {
    return turn !== undefined;
  }

  async function idle(signal: AbortSignal | undefined): Promise<void> {
    const error = await untilAborted(() => turn, signal);
    if (error !== undefined) throw error;
  }

  function leave(error: unknown): Error | undefined {
    turn = undefined;
    turns += 1;
    return isTwoFactorCancelled(error) ? error : undefined;
  }
}
