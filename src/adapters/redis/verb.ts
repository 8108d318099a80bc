/** What a verb is made of: one script, asked once. @module */

import type { Reply } from './decode-state.ts';
import type { Script } from './scripts/script.ts';

/**
 * Runs a script for a tag, with so many of its keys, all without a number; answers one of its words and what comes after it, or
 * rejects with a failure.
 */
export type AskScript = <const Word extends string>(
  script: Script,
  tag: string,
  args: readonly string[],
  words: readonly Word[],
  keyCount?: number,
) => Promise<Reply<Word>>;
