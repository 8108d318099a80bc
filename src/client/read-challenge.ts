/** Recognizes a challenge in every shape that servers give it. @module */

import type { AskReason, ChallengeDetails, TwoFactorMethod } from './ask.ts';

/** A refusal that says what to present. */
export interface Challenge {
  readonly method: TwoFactorMethod;
  readonly availableMethods: readonly TwoFactorMethod[];
  readonly reason: Exclude<AskReason, 'too-soon'>;
  readonly details: ChallengeDetails;
  /** The end of the lock by this machine's clock, in epoch milliseconds; 0 without a lock. */
  readonly lockedUntil: number;
}

/** The unchecked fields of a value that a server sent. */
type UnknownFields = Readonly<Record<string, unknown>>;

const reasonsByKind: ReadonlyMap<unknown, Challenge['reason']> = new Map([
  ['totp-required', 'required'],
  ['totp-invalid', 'invalid'],
  ['totp-max-attempts', 'locked'],
  ['second-factor-required', 'required'],
  ['second-factor-invalid', 'invalid'],
  ['too-many-attempts', 'locked'],
]);

const methods: readonly unknown[] = [
  'totp',
  'email',
  'recovery-code',
  'password',
] satisfies TwoFactorMethod[];

/**
 * Reads the compatible dialect, problem details, a DDP error, a DDP result frame, and such a frame
 * as the text of a tunnelled call. Returns `undefined` for anything else.
 *
 * @param serverTime the server's clock when it replied, in epoch milliseconds, if it is known. The
 *   rest of a lock is then measured by that clock, however wrong this machine's clock is.
 */
export function readChallenge(body: unknown, serverTime?: number): Challenge | undefined {
  const { error, success, message } = fieldsOf(body);
  const frame = success === false && typeof message === 'string' ? parseJson(message) : undefined;
  return (
    readRefusal(fieldsOf(body), serverTime) ??
    readRefusal(fieldsOf(error), serverTime) ??
    readRefusal(fieldsOf(fieldsOf(frame)['error']), serverTime)
  );
}

/**
 * Returns the value, or `undefined` if `text` is not JSON. Leaves out fields named `__proto__`, so
 * that copying the value cannot set a prototype.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (name, value: unknown) => (name === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}

function readRefusal(refusal: UnknownFields, serverTime: number = Date.now()): Challenge | undefined {
  const { errorType, error, kind: problemKind, type } = refusal;
  const typeName = typeof type === 'string' ? type.split(/[/:#]/).pop() : undefined;
  const kind = [errorType, error, problemKind, typeName].find((name) => reasonsByKind.has(name));
  const reason = reasonsByKind.get(kind);
  if (reason === undefined) return undefined;

  // Problem details have no `details`: their fields are at the top.
  const details = fieldsOf(refusal['details'] ?? refusal);
  // The oldest servers request the authenticator's code without naming the method.
  const defaultMethod = kind === 'totp-required' ? 'totp' : undefined;
  const { method = defaultMethod, availableMethods, retryAt } = details;
  if (!isMethod(method)) return undefined;

  const lockedForMs = toEpochMs(retryAt) - serverTime;
  const isLocked = lockedForMs > 0;
  return {
    method,
    availableMethods: Array.isArray(availableMethods) ? availableMethods.filter(isMethod) : [],
    // Servers report the wrong code that sets a lock as invalid.
    reason: isLocked ? 'locked' : reason,
    details,
    lockedUntil: isLocked ? Date.now() + lockedForMs : 0,
  };
}

function isMethod(value: unknown): value is TwoFactorMethod {
  return methods.includes(value);
}

/** Returns `NaN`, which compares as no lock, if `value` is not an instant. */
function toEpochMs(value: unknown): number {
  const isInstant = typeof value === 'string' || typeof value === 'number' || value instanceof Date;
  return isInstant ? new Date(value).getTime() : Number.NaN;
}

/** `Object` makes the fields of any value readable, also those of `null` and `undefined`. */
function fieldsOf(value: unknown): UnknownFields {
  return Object(value) as UnknownFields;
}
