/** Makes one call, and takes its turn in the queue of prompts if it is challenged. @module */

import { answerChallenge } from './answer-challenge.ts';
import type { PromptQueue } from './prompt-queue.ts';
import type { Challenge } from './read-challenge.ts';
import type { RepeatableCall } from './repeatable-call.ts';
import type { Settings } from './settings.ts';

interface Exchange<Reply> {
  readonly reply: Reply;
  readonly challenge: Challenge | undefined;
  /** How many prompts had ended when the call was sent. */
  readonly endedPrompts: number;
}

/** Resolves to the reply that the caller gets: one without a challenge, or the last refusal. */
export async function makeCall<Reply>(
  call: RepeatableCall<Reply>,
  queue: PromptQueue,
  settings: Settings,
): Promise<Reply> {
  const first = await send();
  if (first.challenge === undefined) return first.reply;

  await queue.untilIdle(call.signal);
  const second = await sendAgainIfPromptEnded(first);
  if (second.challenge === undefined) return second.reply;

  return queue.runAlone(async () => {
    const { reply, challenge } = await sendAgainIfPromptEnded(second);
    return challenge === undefined ? reply : answerChallenge(call, reply, challenge, settings);
  }, call.signal);

  async function send(): Promise<Exchange<Reply>> {
    const { endedPrompts } = queue;
    const reply = await call.send();
    return { reply, challenge: await call.challengeIn(reply), endedPrompts };
  }

  /** The code of another call may have made this client a trusted one since `exchange`. */
  async function sendAgainIfPromptEnded(exchange: Exchange<Reply>): Promise<Exchange<Reply>> {
    return exchange.endedPrompts === queue.endedPrompts ? exchange : send();
  }
}
