/** The options of both wrappers, checked and with their defaults. @module */

import type { Ask, AskOptions } from './ask.ts';

export interface Settings {
  readonly ask: Ask;
  readonly attempts: number;
  readonly passwordForm: 'plain' | 'digest';
}

/** Throws a `RangeError` for a number of attempts that is no whole number from 1 on. */
export function readSettings({ ask, attempts = 3, passwordForm = 'plain' }: AskOptions): Settings {
  if (!Number.isInteger(attempts) || attempts < 1) throw new RangeError('attempts: an integer from 1 on');
  return { ask, attempts, passwordForm };
}
