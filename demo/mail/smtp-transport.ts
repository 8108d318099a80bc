/** Real mails over SMTP, when `SMTP_URL` is set. @module */

import { createTransport } from 'nodemailer';
import type { MailTransport } from 'second-factor/adapters/mail';

/** A transport that gives up within the ten seconds that the library waits for a mail. */
export function createSmtpTransport(url: string): MailTransport {
  return createTransport({ url, connectionTimeout: 4000, greetingTimeout: 4000, socketTimeout: 8000 });
}
