/** Recognises a challenge in every shape that a server gives it; anything else is none. @module */

import type { AskReason, ChallengeDetails, TwoFactorMethod } from './ask.ts';

/** A refusal that says what to present. */
export interface Challenge {
  readonly method: TwoFactorMethod;
  readonly availableMethods: readonly TwoFactorMethod[];
  readonly reason: Exclude<AskReason, 'too-soon'>;
  readonly details: ChallengeDetails;
  /** Until when nothing is compared, by this machine's clock; 0 where no lock holds. */
  readonly lockedUntil: number;
}

/** Something that a server said: any member may be anything. */
type Told = Readonly<Record<string, unknown>>;

const reasons: ReadonlyMap<unknown, Challenge['reason']> = new Map([
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
 * Reads the compatible dialect (400 and the 401 of login), problem details, a DDP error, a DDP result frame, and such a frame as the text of
 * a tunnelled call. `serverTime`, in epoch milliseconds, is known where the server told it: locks then hold by the difference of the server's
 * own instants, however wrong this machine's clock is.
 */
export function readChallenge(body: unknown, serverTime?: number): Challenge | undefined {
  const { error, success, message } = asTold(body);
  const frame = success === false && typeof message === 'string' ? parseJson(message) : undefined;
  return (
    readRefusal(asTold(body), serverTime) ??
    readRefusal(asTold(error), serverTime) ??
    readRefusal(asTold(asTold(frame)['error']), serverTime)
  );
}

/** The value, or `undefined` for what is no JSON. A member named `__proto__` is left out, so that copying cannot set it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (name, value: unknown) => (name === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}

function readRefusal(told: Told, serverTime: number = Date.now()): Challenge | undefined {
  const { errorType, error, kind, type } = told;
  const typeName = typeof type === 'string' && type.split(/[/:#]/).pop();
  const word = [errorType, error, kind, typeName].find((name) => reasons.has(name));
  const reason = reasons.get(word);
  // Problem details carry the members at the top.
  const details = asTold(told['details'] ?? told);
  // The oldest servers ask for the authenticator's code without saying so.
  const { method = word === 'totp-required' && 'totp', availableMethods, retryAt } = details;
  if (reason === undefined || !isMethod(method)) return undefined;
  const lockedForMs = instantOf(retryAt) - serverTime;
  const locked = lockedForMs > 0;
  return {
    method,
    availableMethods: Array.isArray(availableMethods) ? availableMethods.filter(isMethod) : [],
    // A wrong code may be the one that locks.
    reason: locked ? 'locked' : reason,
    details,
    lockedUntil: locked ? Date.now() + lockedForMs : 0,
  };
}

function isMethod(word: unknown): word is TwoFactorMethod {
  return methods.includes(word);
}

function instantOf(value: unknown): number {
  const readable = typeof value === 'string' || typeof value === 'number' || value instanceof Date;
  return readable ? +new Date(value) : Number.NaN;
}

function asTold(value: unknown): Told {
  return Object(value) as Told;
}
