/** What a verb is made of: one script, asked once. @module */

import type { Reply } from './decode-state.ts';
import type { Script } from './scripts/script.ts';
import type { KeyName } from './subject-keys.ts';

/**
 * Runs a script for a tag, with these of its keys, all where none are named; answers one of its words and what comes after it, or
 * rejects with a failure.
 */
export type AskScript = <const Word extends string>(
  script: Script,
  tag: string,
  args: readonly string[],
  words: readonly Word[],
  keys?: readonly KeyName[],
) => Promise<Reply<Word>>;
