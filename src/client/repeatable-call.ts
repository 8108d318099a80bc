/** A call that can be sent again with a code. Both wrappers make theirs one. @module */

import type { Challenge } from './read-challenge.ts';
import type { Submission } from './submission.ts';

export interface RepeatableCall<Reply> {
  readonly signal: AbortSignal | undefined;
  /** Sends the call, with nothing added to it if `submission` is absent. */
  send(submission?: Submission): Promise<Reply>;
  /** The challenge that a reply contains, if any. */
  challengeIn(reply: Reply): Challenge | undefined | Promise<Challenge | undefined>;
}
