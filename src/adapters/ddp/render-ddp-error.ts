/** Renders a refusal as the error of a DDP result. @module */

import {
  type CompatibleWords,
  type Refusal,
  compatibleWords,
  isRefusal,
} from '../../domain/decision/compatible-words.ts';
import { isJsonObject } from './json-object.ts';
import type { MalformedFrame } from './read-method-frame.ts';

/** A `Meteor.Error` as it is sent, with its members in wire order. */
export interface DdpError {
  readonly isClientSafe: true;
  /**
   * The machine code: `totp-required`, `totp-invalid` and `totp-max-attempts` for every method,
   * otherwise the kind.
   */
  readonly error: string;
  readonly reason: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly errorType: 'Meteor.Error';
}

/** A refusal as a server sends it. */
export interface RefusalFrame {
  readonly msg: 'result';
  /** Absent if the call has no readable id. */
  readonly id?: string;
  readonly error: DdpError;
}

/**
 * Renders the error of a refusal. Instants are ISO 8601 texts in UTC. Neither the trace nor the
 * subject is rendered. A refusal of an unknown kind, or with an instant that is no date, is
 * rendered as `unavailable`.
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

/** Renders the result frame that refuses the call `id`. */
export function renderRefusalFrame(id: string | undefined, denial: Refusal | MalformedFrame): RefusalFrame {
  return { msg: 'result', ...(id === undefined ? {} : { id }), error: renderDdpError(denial) };
}

function wordsOf(denial: Refusal | MalformedFrame): CompatibleWords {
  if (isMalformedFrame(denial))
    return { code: denial.kind, text: 'Malformed Frame', details: { problem: denial.problem } };
  const refusal: Refusal = isRefusal(denial) ? denial : { kind: 'unavailable', port: 'accounts', trace: [] };
  return compatibleWords(refusal, (at) => new Date(at).toISOString());
}

function isMalformedFrame(denial: unknown): denial is MalformedFrame {
  return isJsonObject(denial) && denial['kind'] === 'malformed-frame';
}
