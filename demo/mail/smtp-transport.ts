/** Sends mails over SMTP if `SMTP_URL` is set. @module */

import { createTransport } from 'nodemailer';
import type { MailTransport } from 'second-factor/adapters/mail';

/** Creates a transport that times out within the ten seconds that the library waits for a mail. */
export function createSmtpTransport(url: string): MailTransport {
  return createTransport({ url, connectionTimeout: 4000, greetingTimeout: 4000, socketTimeout: 8000 });
}
