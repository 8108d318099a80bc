/** The conversation about one challenged call: ask, send what was answered, until it passes or nothing is left to try. @module */

import type { Answer, AskReason, TwoFactorMethod } from './ask.ts';
import { cancelled } from './errors.ts';
import { digestPassword } from './password.ts';
import type { PromptLine } from './prompt-line.ts';
import type { Challenge } from './read-challenge.ts';
import type { Settings } from './settings.ts';
import { untilAborted } from './until-aborted.ts';

/** What goes along with a repeated call: a code, or only the wish for a method or another mail. */
export interface Presented {
  readonly method: TwoFactorMethod;
  readonly code?: string;
  readonly resend?: true;
}

/** A call that can be made again. */
export interface RepeatableCall<Outcome> {
  readonly signal: AbortSignal | undefined;
  send(presented?: Presented): Promise<Outcome>;
  challengeIn(outcome: Outcome): Challenge | undefined | Promise<Challenge | undefined>;
}

/** Wishes for another method or mail that one call follows. */
const mostWishes = 10;

/** A code that is typed this shortly before a lock ends waits for its end, in milliseconds: a countdown may be ahead of us by a second. */
const shortWaitMs = 5000;

/** Visible ASCII and inner spaces: what digits and recovery codes consist of, and what a header carries as it is. */
const codeText = /^[ -~]{1,256}$/;

interface Sent<Outcome> {
  readonly outcome: Outcome;
  readonly challenge: Challenge | undefined;
  /** How many turns the line had seen when it was sent. */
  readonly turns: number;
}

/** Makes the call; if it is challenged, waits its turn, tries again without a code if somebody else gave one, and asks. */
export async function makeCall<Outcome>(
  call: RepeatableCall<Outcome>,
  line: PromptLine,
  settings: Settings,
): Promise<Outcome> {
  const first = await send();
  if (first.challenge === undefined) return first.outcome;
  await line.idle(call.signal);
  const second = await sendAgainAfterNews(first);
  if (second.challenge === undefined) return second.outcome;
  return line.alone(async () => {
    const { outcome, challenge } = await sendAgainAfterNews(second);
    return challenge === undefined ? outcome : converse(call, outcome, challenge, settings);
  }, call.signal);

  async function send(): Promise<Sent<Outcome>> {
    const { turns } = line;
    const outcome = await call.send();
    return { outcome, challenge: await call.challengeIn(outcome), turns };
  }

  /** A code that came back since may have made this client a trusted one. */
  async function sendAgainAfterNews(sent: Sent<Outcome>): Promise<Sent<Outcome>> {
    return sent.turns === line.turns ? sent : send();
  }
}

/** Ends with the first outcome that is no challenge, or the last one when the attempts are used up. */
async function converse<Outcome>(
  call: RepeatableCall<Outcome>,
  challenged: Outcome,
  first: Challenge,
  { ask, attempts, passwordForm }: Settings,
): Promise<Outcome> {
  let outcome = challenged;
  let challenge = first;
  let reason: AskReason = first.reason;
  const challenges = new Map<TwoFactorMethod, Challenge>();

  for (let attempt = 1, wishes = 0; attempt <= attempts && wishes < mostWishes;) {
    const { method, availableMethods, details } = challenge;
    const { signal } = call;
    challenges.set(method, challenge);
    const answer = await untilAborted(
      () => ask({ method, availableMethods, attempt, reason, details, signal }),
      signal,
    );

    const presented = readAnswer(answer, method);
    if (presented.code === undefined) {
      wishes += 1;
    } else {
      attempt += 1;
      if (presented.method !== 'password' && !codeText.test(presented.code)) {
        reason = 'invalid';
        continue;
      }
      const lock = lockOn(presented, challenges);
      const waitMs = (lock?.lockedUntil ?? 0) - Date.now();
      if (lock !== undefined && waitMs > shortWaitMs) {
        challenge = lock;
        reason = 'locked';
        continue;
      }
      if (waitMs > 0) await untilAborted(() => new Promise((wake) => setTimeout(wake, waitMs)), signal);
    }

    outcome = await call.send(await asSent(presented, method, passwordForm));
    const next = await call.challengeIn(outcome);
    if (next === undefined) return outcome;
    challenge = next;
    const unsent = presented.resend === true && next.details.codeGenerated === false;
    reason = unsent && next.reason === 'required' ? 'too-soon' : next.reason;
  }
  return outcome;
}

/** Throws for a person who gave up, and for anything that is no answer. */
function readAnswer(answer: Answer, asked: TwoFactorMethod): Presented {
  // Whoever writes no types may answer anything.
  const { code, method, resend } = Object(answer) as { [name in keyof Presented]?: Presented[name] };
  if (resend === true) return { method: 'email', resend };
  if (code !== undefined && (code !== '' || method === undefined)) return { method: method ?? asked, code };
  if (method !== undefined) return { method };
  throw cancelled();
}

/** Digits are not sent while their method is locked; a recovery code has attempts of its own. */
function lockOn(
  { method, code = '' }: Presented,
  challenges: ReadonlyMap<TwoFactorMethod, Challenge>,
): Challenge | undefined {
  return method === 'password' || /^[\d -]*$/.test(code) ? challenges.get(method) : undefined;
}

/** As it goes over the wire: a recovery code counts under any factor's name, and a password may be wanted as its digest. */
async function asSent(
  presented: Presented,
  asked: TwoFactorMethod,
  passwordForm: Settings['passwordForm'],
): Promise<Presented> {
  const { method, code } = presented;
  if (method === 'recovery-code') return { ...presented, method: asked };
  if (method !== 'password' || code === undefined || passwordForm === 'plain') return presented;
  return { method, code: await digestPassword(code) };
}
