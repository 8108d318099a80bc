/** What the server tells the page, as types that both share. @module */

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
  /** The newest first. */
  readonly activity: readonly { readonly at: number; readonly text: string }[];
  readonly decision: ShownDecision | undefined;
}

export interface ShownState {
  /** The server's instant, in epoch milliseconds. */
  readonly now: number;
  /** Absent where nobody is logged in. */
  readonly account: ShownAccount | undefined;
  /** The built-in mailbox, the newest first; absent where mails are really sent. */
  readonly mails: readonly ShownMail[] | undefined;
}
