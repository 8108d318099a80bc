/** What a call presents to be permitted. @module */

import type { Instant } from '../domain/base/instant.ts';
import type { Secret } from '../domain/base/secret.ts';
import type { Code } from '../domain/codes/typed-code.ts';
import type { Client } from '../domain/keys/keyed-names.ts';
import type { ReservedOperation } from '../domain/policy/rule.ts';

/**
 * A personal access token whose text was right. Every decision reads it again, so a revocation
 * counts at once.
 */
export interface AuthenticatedToken {
  readonly subject: string;
  readonly id: string;
  readonly name: string;
  readonly bypass: boolean;
  /** The operations it may be used for; absent means all, an empty list none. */
  readonly scopes?: readonly string[] | undefined;
  readonly expiresAt?: Instant | undefined;
  /** Proves to the decision that the text was right. */
  readonly digest: Secret<string>;
}

/** What a call presents: where it comes from, and the credentials. */
export interface Credentials {
  /** Where the call comes from. Without both an IP and a session no client is trusted. */
  readonly client?: Client | undefined;
  /** The token that `accessTokens.authenticate` returned, for a call that presents one. */
  readonly accessToken?: AuthenticatedToken | undefined;
  /**
   * The typed code. Without a `value`, its method is the preferred method. `resend` requests
   * another emailed code.
   */
  readonly code?: PresentedCode | undefined;
}

/** A code, or only a preferred method. */
export interface PresentedCode extends Omit<Code, 'value'> {
  readonly value?: string | undefined;
  readonly resend?: boolean | undefined;
}

export interface AuthorizeRequest<Operation extends string> extends Credentials {
  /** The account's id, or any text by which `accounts.find` finds the account. */
  readonly subject: string;
  readonly operation: Operation | ReservedOperation;
}

/**
 * The credentials that permit a management call: `authorize` runs under its reserved operation
 * first.
 */
export type ManagementProof = Credentials;
