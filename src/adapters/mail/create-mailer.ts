/** Creates the mailer, which writes each mail and sends it to one address. @module */

import { groupDigits } from '../../domain/codes/email-code.ts';
import type { CodeMail, Mail, Mailer, NoticeKind, NoticeMail } from '../../ports/mailer.ts';
import { type LocaleTexts, textChooser } from './choose-texts.ts';
import { harmlessFacts, oneLine } from './harmless-facts.ts';
import { layOut } from './layout.ts';
import type { MailContent } from './mail-texts.ts';
import type { MailAddress, MailTransport } from './mail-transport.ts';

/**
 * Functions of the host that replace the whole content of a mail, by kind. Each receives the mail
 * and the content that would be sent without it, and returns the content to send. The values of the
 * mail are harmless but not escaped for HTML; use `escapeHtml`.
 */
export type MailTemplates = {
  readonly code?: (mail: CodeMail, content: MailContent) => MailContent;
} & {
  readonly [Kind in NoticeKind]?: (mail: NoticeMail, content: MailContent) => MailContent;
};

export interface MailerOptions {
  /** Sends the mails, such as nodemailer's `createTransport(…)`. Give it timeouts and TLS. */
  readonly transport: MailTransport;
  /** The sender, such as `Acme <no-reply@acme.example>`. */
  readonly from: string | MailAddress;
  /**
   * Texts in other languages by BCP 47 tag, or your own English under `en`; default none. Missing
   * texts fall back to the built-in English.
   */
  readonly locales?: LocaleTexts | undefined;
  /** Functions that replace the whole content of a mail, by kind; default none. */
  readonly templates?: MailTemplates | undefined;
  /**
   * Whether the subject starts with the code; default `false`. This is convenient, but a locked
   * phone shows subjects to anyone who holds it.
   */
  readonly codeInSubject?: boolean | undefined;
}

/**
 * Sends codes and security notices over a transport. Each mail has a text part and an HTML part,
 * loads nothing, contains no links, and does not track whether it is read.
 *
 * `send` rejects if the transport rejects, if the server refuses the recipient, or if `to` is not
 * exactly one plain address.
 *
 * @throws {TypeError} if `transport` or `from` is missing or unusable.
 * @example
 * ```ts
 * import { createTransport } from 'nodemailer';
 * import { createMailer } from 'second-factor/adapters/mail';
 *
 * const mailer = createMailer({
 *   transport: createTransport({ host: 'smtp.acme.example', port: 465, secure: true }),
 *   from: 'Acme <no-reply@acme.example>',
 * });
 * typeof mailer.send; // => 'function'
 * ```
 */
export function createMailer(options: MailerOptions): Mailer {
  const { transport, from, locales = {}, templates = {}, codeInSubject = false } = options;
  if (typeof transport?.sendMail !== 'function')
    throw new TypeError('transport must be an object with a sendMail method');
  if (!isSender(from))
    throw new TypeError('from must be an address, or a name and an address, without control characters');
  const chooseText = textChooser(locales);

  return {
    async send(mail) {
      const to = { name: '', address: parseRecipient(mail.to) };
      const { subject, text, html } = compose(mail);
      // RFC 3834 §5: automatic responders, such as out-of-office replies, ignore this mail.
      const headers = { 'Auto-Submitted': 'auto-generated' };
      const report = await transport.sendMail({ from, to, subject: oneLine(subject), text, html, headers });
      throwIfRejected(report);
    },
  };

  function compose(mail: Mail): MailContent {
    return mail.kind === 'code' ? composeCode(mail) : composeNotice(mail);
  }

  function composeCode(mail: CodeMail): MailContent {
    const code = groupDigits(mail.data.code);
    const harmless: CodeMail = { ...mail, data: { ...harmlessFacts(mail.data), code } };
    const { locale, write } = chooseText(mail.kind, mail.locale);
    const content = layOut(write(harmless.data), locale);
    const titled = codeInSubject ? { ...content, subject: `${code} – ${content.subject}` } : content;
    return templates.code?.(harmless, titled) ?? titled;
  }

  function composeNotice(mail: NoticeMail): MailContent {
    const harmless: NoticeMail = { ...mail, data: harmlessFacts(mail.data) };
    const { locale, write } = chooseText(mail.kind, mail.locale);
    const content = layOut(write(harmless.data), locale);
    return templates[mail.kind]?.(harmless, content) ?? content;
  }
}

/**
 * One plain mailbox. Anything that a mail library could read as a second address, or as an early
 * end of the first, could send the code to somebody else.
 */
const oneAddress = /^[^\s\p{Cc}\p{Cs}<>(),;:\\"@]+@[^\s\p{Cc}\p{Cs}<>(),;\\"@]+$/u;

function parseRecipient(to: string): string {
  const address = String(to).trim();
  if (!oneAddress.test(address)) throw new TypeError('to must be one plain email address');
  return address;
}

function isSender(from: string | MailAddress): boolean {
  const parts = typeof from === 'string' ? [from] : [from?.address, from?.name ?? ''];
  return Boolean(parts[0]) && parts.every((part) => typeof part === 'string' && !/\p{Cc}/u.test(part));
}

/** A transport may resolve even though the server refused the only recipient. */
function throwIfRejected(report: unknown): void {
  const { rejected } = (report ?? {}) as { readonly rejected?: unknown };
  if (Array.isArray(rejected) && rejected.length > 0) throw new Error('the recipient was refused');
}
