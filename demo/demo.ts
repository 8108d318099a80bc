/** Assembles the parts of the demonstration that its routes use. @module */

import { type Clock, type Storage, type TwoFactor, createTwoFactor } from 'second-factor';
import { type MailTransport, createMailer } from 'second-factor/adapters/mail';
import { embeddedPorts } from 'second-factor/embedded';
import { type LoginLimit, createLoginLimit } from './accounts/login-limit.ts';
import type { PasswordCost } from './accounts/password.ts';
import { type Sessions, createSessions } from './accounts/sessions.ts';
import { type Users, createUsers } from './accounts/users.ts';
import { type SessionCookie, createSessionCookie } from './http/session-cookie.ts';
import { type Journal, createJournal } from './journal.ts';
import { type Mailbox, createMailbox } from './mail/mailbox.ts';
import { type DemoOperation, policy } from './policy.ts';
import type { Rows } from './rows/rows.ts';

export interface Demo {
  readonly clock: Clock;
  readonly twoFactor: TwoFactor<DemoOperation>;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly loginLimit: LoginLimit;
  readonly journal: Journal;
  readonly rows: Rows;
  readonly cookie: SessionCookie;
  /** Absent if mails are sent over SMTP. */
  readonly mailbox: Mailbox | undefined;
  /** Shows the key URI of an enrollment that was started without the page. */
  readonly showKeyUri: (keyUri: string) => void;
}

export interface DemoParts {
  readonly clock: Clock;
  readonly rows: Rows;
  readonly passwordCost: PasswordCost;
  /** Whether browsers connect over HTTPS. */
  readonly secure: boolean;
  readonly showKeyUri: (keyUri: string) => void;
  /** Storage that outlives this process, with its keys. */
  readonly persistent: { readonly storage: Storage; readonly keys: string } | undefined;
  readonly smtp: { readonly transport: MailTransport; readonly from: string } | undefined;
}

export function createDemo({ clock, rows, persistent, smtp, ...parts }: DemoParts): Demo {
  const now = (): number => clock.now();
  const users = createUsers(rows, parts.passwordCost);
  const journal = createJournal(rows, now);
  const mailbox = smtp === undefined ? createMailbox(rows, now) : undefined;
  const mailer = createMailer({
    transport: smtp?.transport ?? createMailbox(rows, now),
    from: smtp?.from ?? 'Acme Demo <no-reply@acme.example>',
  });
  const { accounts } = users;
  const twoFactor = createTwoFactor({
    policy,
    ports: embeddedPorts({ accounts, mailer, clock, events: journal, ...persistent }),
  });
  return {
    clock,
    twoFactor,
    users,
    sessions: createSessions(rows, now),
    loginLimit: createLoginLimit(rows),
    journal,
    rows,
    cookie: createSessionCookie(parts.secure),
    mailbox,
    showKeyUri: parts.showKeyUri,
  };
}
