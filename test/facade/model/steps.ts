/** The steps of a run, as plain data that fast-check draws and shrinks. @module */

/** What is typed, by its meaning; the text is chosen when the step runs. */
export type Typing =
  | 'nothing'
  | 'apt'
  | 'totp'
  | 'email'
  | 'recovery'
  | 'password'
  | 'pending totp'
  | 'spent totp'
  | 'late totp'
  | 'early totp'
  | 'old email'
  | 'spent recovery'
  | 'foreign email'
  | 'foreign recovery'
  | 'wrong digits'
  | 'wrong password'
  | 'short digits'
  | 'nonsense';

export interface Presented {
  readonly typing: Typing;
  readonly as: 'fitting' | 'none' | 'totp' | 'email' | 'recovery-code' | 'password' | 'carrier-pigeon';
  readonly spelling: 'plain' | 'spaced' | 'dashed' | 'lower';
  readonly resend: boolean;
  /** How long ago the person signed in; left out where nothing says so. */
  readonly signedInMsAgo?: number | undefined;
}

/** The subject, the client, and what is presented. */
export interface Presenting {
  readonly who: string;
  readonly from: number;
  readonly presented: Presented;
}

export interface AuthorizeStep extends Presenting {
  readonly do: 'authorize';
  readonly operation: string;
  readonly token: number | undefined;
}

export interface ChangeFactorStep extends Presenting {
  readonly do: 'remove totp' | 'enable email' | 'disable email' | 'regenerate codes';
}

export interface EnrollStep extends Presenting {
  readonly do: 'enroll totp' | 'enroll an authenticator';
}

/** Guesses that wait for each lock to end. */
export interface GuessStep {
  readonly do: 'guess';
  readonly who: string;
  readonly as: 'totp' | 'email' | 'password' | 'recovery-code' | undefined;
  readonly times: number;
}

/** A challenge, a right code from the same client, and the same call later on. */
export interface TripStep {
  readonly do: 'pass the challenge and come back';
  readonly who: string;
  readonly from: number;
  readonly operation: string;
  readonly afterMs: number;
}

/** A token is made, authenticated and used. */
export interface UseTokenStep extends Presenting {
  readonly do: 'use a new token';
  readonly bypass: boolean;
  readonly scopes: readonly string[] | undefined;
  readonly operation: string;
}

export interface CreateTokenStep extends Presenting {
  readonly do: 'create token';
  readonly name: string;
  readonly bypass: boolean;
  readonly scopes: readonly string[] | undefined;
  readonly lifeMs: number | undefined;
}

export interface RegenerateTokenStep extends Presenting {
  readonly do: 'regenerate token';
  readonly nth: number;
  readonly byName: boolean;
}

export interface PickStep {
  readonly do: 'revoke token' | 'authenticate' | 'revoke client';
  readonly who: string;
  readonly nth: number;
}

export interface WholeStep {
  readonly do:
    | 'remaining'
    | 'status'
    | 'list tokens'
    | 'list clients'
    | 'revoke all tokens'
    | 'revoke all clients';
  readonly who: string;
}

export interface ChangeAccountStep {
  readonly do: 'change account';
  readonly who: string;
  readonly what: 'email' | 'password';
  readonly verified: readonly number[];
  /** Whether the host reports the change to the library. */
  readonly reports: boolean;
  /** Asks for a factor first, changes so much later, and reports the change with the grant. */
  readonly vouchedMs: number | undefined;
}

/** Confirming may trust the client. */
export interface ConfirmStep extends Presenting {
  readonly do: 'confirm totp';
}

/** The account is deleted, or given to somebody again if it was deleted before. */
export interface LeaveStep {
  readonly do: 'leave or come back';
  readonly who: string;
  /** Whether the host has the library forget the account. */
  readonly forgets: boolean;
  /** Whether the id is given to somebody else at once. */
  readonly isTaken: boolean;
}

export type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'go to an instant that matters'; readonly nth: number; readonly offset: number }
  | AuthorizeStep
  | EnrollStep
  | ChangeFactorStep
  | GuessStep
  | TripStep
  | UseTokenStep
  | CreateTokenStep
  | RegenerateTokenStep
  | PickStep
  | WholeStep
  | ChangeAccountStep
  | ConfirmStep
  | LeaveStep
  | { readonly do: 'send code'; readonly who: string; readonly operation: string | undefined }
  | {
      readonly do: 'reset';
      readonly who: string;
      readonly by: string;
      readonly tokens: 'bypass' | 'all' | 'none';
    }
  | { readonly do: 'switch policy' };
