/** Asks the person and sends their answers until the call passes or the attempts end. @module */

import type { AskReason, TwoFactorMethod } from './ask.ts';
import type { Challenge } from './read-challenge.ts';
import type { RepeatableCall } from './repeatable-call.ts';
import type { Settings } from './settings.ts';
import { isLockable, isSendable, readAnswer, toWireForm } from './submission.ts';
import { untilAborted } from './until-aborted.ts';

/** How often one call is sent to change the method or to get another mail. */
const maxSendsWithoutCode = 10;

/**
 * A code typed this shortly before a lock ends is held back until it ends. The person may follow a
 * countdown that is ahead of this clock.
 */
const maxLockWaitMs = 5000;

/** Resolves to the first reply without a challenge, or to the server's last refusal. */
export async function answerChallenge<Reply>(
  call: RepeatableCall<Reply>,
  challengedReply: Reply,
  firstChallenge: Challenge,
  { ask, attempts, passwordForm }: Settings,
): Promise<Reply> {
  const { signal } = call;
  let reply = challengedReply;
  let challenge = firstChallenge;
  let reason: AskReason = challenge.reason;
  let attempt = 1;
  let sendsWithoutCode = 0;
  const latestChallenges = new Map<TwoFactorMethod, Challenge>();

  while (attempt <= attempts && sendsWithoutCode < maxSendsWithoutCode) {
    const { method, availableMethods, details } = challenge;
    latestChallenges.set(method, challenge);
    const question = { method, availableMethods, attempt, reason, details, signal };
    const submission = readAnswer(await untilAborted(() => ask(question), signal), method);

    if (submission.code === undefined) {
      sendsWithoutCode += 1;
    } else {
      attempt += 1;
      if (!isSendable(submission.method, submission.code)) {
        reason = 'invalid';
        continue;
      }
      const latest = latestChallenges.get(submission.method);
      if (latest !== undefined && isLockable(submission.method, submission.code)) {
        const waitMs = latest.lockedUntil - Date.now();
        if (waitMs > maxLockWaitMs) {
          challenge = latest;
          reason = 'locked';
          continue;
        }
        if (waitMs > 0) await untilAborted(() => delay(waitMs), signal);
      }
    }

    reply = await call.send(await toWireForm(submission, method, passwordForm));
    const nextChallenge = await call.challengeIn(reply);
    if (nextChallenge === undefined) return reply;
    challenge = nextChallenge;
    const notMailed = submission.resend === true && challenge.details.codeGenerated === false;
    reason = notMailed && challenge.reason === 'required' ? 'too-soon' : challenge.reason;
  }
  return reply;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
