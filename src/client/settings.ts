/** The options of both wrappers, checked and with their defaults. @module */

import type { Ask, AskOptions } from './ask.ts';

export interface Settings {
  readonly ask: Ask;
  readonly attempts: number;
  readonly passwordForm: 'plain' | 'digest';
}

/** @throws {RangeError} if `attempts` is not an integer of at least 1. */
export function readSettings({ ask, attempts = 3, passwordForm = 'plain' }: AskOptions): Settings {
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw new RangeError('attempts must be an integer of at least 1');
  }
  return { ask, attempts, passwordForm };
}
