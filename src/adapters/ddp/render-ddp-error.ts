/** A refusal as the error of a DDP result. @module */

import {
  type CompatibleWords,
  type Refusal,
  compatibleWords,
} from '../../domain/decision/compatible-words.ts';
import type { MalformedFrame } from './read-method-frame.ts';

/** The error as `Meteor.Error` travels, its members in the order in which they are written. */
export interface DdpError {
  readonly isClientSafe: true;
  /** The machine code: `totp-required`, `totp-invalid` and `totp-max-attempts` whatever the method, else the kind. */
  readonly error: string;
  readonly reason: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly errorType: 'Meteor.Error';
}

/** A refusal as a server sends it. */
export interface RefusalFrame {
  readonly msg: 'result';
  /** Absent where the call had none that could be read. */
  readonly id?: string;
  readonly error: DdpError;
}

/**
 * The error of a refusal; instants are ISO 8601 texts in UTC. Neither the trace nor the subject is rendered.
 *
 * @example
 * ```ts
 * import { renderDdpError } from 'second-factor/ddp';
 *
 * renderDdpError({ kind: 'not-found' }).message; // => 'Not Found [not-found]'
 * ```
 */
export function renderDdpError(denial: Refusal | MalformedFrame): DdpError {
  const { code, text, details } = wordsOf(denial);
  return {
    isClientSafe: true,
    error: code,
    reason: text,
    ...(details === undefined ? {} : { details }),
    message: `${text} [${code}]`,
    errorType: 'Meteor.Error',
  };
}

/** The whole frame that answers the call `id`. */
export function renderRefusalFrame(id: string | undefined, denial: Refusal | MalformedFrame): RefusalFrame {
  return { msg: 'result', ...(id === undefined ? {} : { id }), error: renderDdpError(denial) };
}

function wordsOf(denial: Refusal | MalformedFrame): CompatibleWords {
  return denial.kind === 'malformed-frame'
    ? { code: denial.kind, text: 'Malformed Frame', details: { problem: denial.problem } }
    : compatibleWords(denial, (at) => new Date(at).toISOString());
}
