/** The state that the server sends to the page. Both share these types. @module */

import type { AccessTokenView, Status, TrustedClientView } from 'second-factor';
import type { ShownDecision } from './journal.ts';
import type { ShownMail } from './mail/mailbox.ts';

export interface ShownAccount {
  readonly username: string;
  readonly email: string;
  readonly settings: { readonly displayName?: string };
  readonly status: Status;
  readonly trustedClients: readonly TrustedClientView[];
  readonly accessTokens: readonly AccessTokenView[];
  /** Newest first. */
  readonly activity: readonly { readonly at: number; readonly text: string }[];
  readonly decision: ShownDecision | undefined;
}

export interface ShownState {
  /** The server's time in epoch milliseconds. */
  readonly now: number;
  /** Absent without a session. */
  readonly account: ShownAccount | undefined;
  /** The built-in mailbox, newest first. Absent if mails are sent over SMTP. */
  readonly mails: readonly ShownMail[] | undefined;
}
