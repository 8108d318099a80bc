/** One mail of every kind, and its message as nodemailer writes it without a network. @module */

import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { createMailer, type MailerOptions, type TransportMessage } from 'second-factor/adapters/mail';
import type { CodeMail, Mail, NoticeKind, NoticeMail } from 'second-factor/ports';

export const at = Date.UTC(2026, 10, 24, 3, 18);

export const codeMail: CodeMail = {
  to: 'alice@example.org',
  kind: 'code',
  data: { code: '012345', expiresAt: at + 600_000, at, issuer: 'Acme', username: 'alice' },
};

const details = {
  'factor-added': { method: 'totp' },
  'factor-removed': { method: 'email' },
  'recovery-code-used': { recoveryCodesLeft: 7 },
  'recovery-codes-low': { recoveryCodesLeft: 3 },
  'recovery-codes-regenerated': {},
  'attempts-exhausted': { method: 'password', retryAt: at + 30_000 },
  'bypass-token-created': { tokenName: 'deploy' },
  'email-changed': {},
  'password-changed': {},
  unlocked: { by: 'bob', reason: 'an attack' },
  reset: { by: 'bob', reason: 'lost phone' },
} satisfies Record<NoticeKind, Partial<NoticeMail['data']>>;

export function noticeMail(kind: NoticeKind, data: Partial<NoticeMail['data']> = details[kind]): NoticeMail {
  return { to: 'alice@example.org', kind, data: { at, issuer: 'Acme', username: 'alice', ...data } };
}

export const noticeKinds = Object.keys(details) as readonly NoticeKind[];

export const everyMail: readonly Mail[] = [codeMail, ...noticeKinds.map((kind) => noticeMail(kind))];

export interface WrittenMail {
  readonly envelope: { readonly from: unknown; readonly to: unknown };
  /** The message that the transport received. */
  readonly message: TransportMessage;
  readonly raw: string;
  readonly email: Email & { readonly subject: string; readonly text: string; readonly html: string };
}

/**
 * Sends the mail to nodemailer's stream transport and parses the message as a mail program does.
 */
export async function written(
  mail: Mail,
  options: Partial<Omit<MailerOptions, 'transport'>> = {},
): Promise<WrittenMail> {
  const stream = createTransport({ streamTransport: true, buffer: true });
  const outcome: WrittenMail[] = [];
  const mailer = createMailer({
    from: 'Acme <no-reply@acme.example>',
    ...options,
    transport: {
      async sendMail(message) {
        const { envelope, message: raw } = await stream.sendMail(message);
        const email = await PostalMime.parse(raw as Buffer);
        const { subject = '', text = '', html = '' } = email;
        outcome.push({
          envelope,
          message,
          raw: (raw as Buffer).toString(),
          email: { ...email, subject, text, html },
        });
      },
    },
  });
  await mailer.send(mail);
  return outcome[0]!;
}
