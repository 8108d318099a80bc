/** Mail, one message to one address. @module */

import type { Instant } from '../domain/base/instant.ts';

/** The subject of a security notice. */
export type NoticeKind =
  | 'factor-added'
  | 'factor-removed'
  | 'recovery-code-used'
  | 'recovery-codes-low'
  | 'recovery-codes-regenerated'
  | 'attempts-exhausted'
  | 'bypass-token-created'
  | 'email-changed'
  | 'password-changed'
  | 'unlocked'
  | 'reset';

/** An emailed code. */
export interface CodeMail {
  readonly to: string;
  readonly kind: 'code';
  readonly locale?: string | undefined;
  readonly data: {
    /** The digits alone; a template groups them for reading. */
    readonly code: string;
    readonly expiresAt: Instant;
    readonly at: Instant;
    readonly issuer: string;
    readonly username?: string | undefined;
  };
}

/** A security notice; it goes to every verified address and carries no secret. */
export interface NoticeMail {
  readonly to: string;
  readonly kind: NoticeKind;
  readonly locale?: string | undefined;
  readonly data: {
    readonly at: Instant;
    readonly issuer: string;
    readonly username?: string | undefined;
    /** The factor that was added or removed, or the method whose attempts are exhausted. */
    readonly method?: string | undefined;
    readonly recoveryCodesLeft?: number | undefined;
    readonly tokenName?: string | undefined;
    readonly retryAt?: Instant | undefined;
    readonly by?: string | undefined;
    readonly reason?: string | undefined;
  };
}

export type Mail = CodeMail | NoticeMail;

export interface Mailer {
  /** Resolves once the mail is handed over. A rejection means that it certainly was not. */
  send(mail: Mail): Promise<unknown>;
}
