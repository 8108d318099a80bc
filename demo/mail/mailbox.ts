/** The built-in mailbox. Demonstration only: anyone who opens the page can read it. @module */

import type { MailTransport } from 'second-factor/adapters/mail';
import type { Rows } from '../rows/rows.ts';

export interface ShownMail {
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailbox extends MailTransport {
  mails(): Promise<readonly ShownMail[]>;
}

const maxMails = 20;

/** `now` returns epoch milliseconds. */
export function createMailbox(rows: Rows, now: () => number): Mailbox {
  return {
    async sendMail({ to, subject, text }) {
      const mail: ShownMail = { at: now(), to: to.address, subject, text };
      await rows.push('mails', JSON.stringify(mail), maxMails);
    },
    async mails() {
      return (await rows.list('mails')).map((text) => JSON.parse(text) as ShownMail);
    },
  };
}
