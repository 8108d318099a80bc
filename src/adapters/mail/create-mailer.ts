/** The mailer: words by locale, layout, templates of the host, and one message to one address. @module */

import { groupDigits } from '../../domain/codes/email-code.ts';
import type { CodeMail, Mail, Mailer, NoticeKind, NoticeMail } from '../../ports/mailer.ts';
import { type ChosenText, type LocaleTexts, textChooser } from './choose-texts.ts';
import { harmlessFacts, oneLine } from './harmless-facts.ts';
import { layOut } from './layout.ts';
import type { MailContent, MailText } from './mail-texts.ts';
import type { MailAddress, MailTransport } from './mail-transport.ts';

/**
 * A whole mail by a function of the host, per kind: it is given the mail (values harmless, but not escaped for HTML: `escapeHtml`)
 * and what would be sent without it, and answers what is sent.
 */
export type MailTemplates = {
  readonly code?: (mail: CodeMail, content: MailContent) => MailContent;
} & {
  readonly [Kind in NoticeKind]?: (mail: NoticeMail, content: MailContent) => MailContent;
};

export interface MailerOptions {
  /** What hands mails over, such as nodemailer's `createTransport(…)`. Give it timeouts, and TLS. */
  readonly transport: MailTransport;
  /** The sender, such as `Acme <no-reply@acme.example>`. */
  readonly from: string | MailAddress;
  /** The words of other languages by BCP 47 tag, and better English under `en`; default none. What is missing stays English. */
  readonly locales?: LocaleTexts | undefined;
  /** Whole mails by kind; default none. */
  readonly templates?: MailTemplates | undefined;
  /**
   * Whether the subject starts with the code; default `false`. Convenient, but subjects show on locked phones and in notifications,
   * to whoever holds the phone.
   */
  readonly codeInSubject?: boolean | undefined;
}

/**
 * Sends codes and security notices over a transport. A mail has a text and an HTML part, loads nothing, links nowhere, and tells
 * nobody whether it was read. `send` rejects where the transport does, where the recipient was refused, and for an address that
 * is not exactly one.
 *
 * @throws {TypeError} where `transport` or `from` is missing or unusable.
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
  if (typeof transport?.sendMail !== 'function') throw new TypeError('transport: must have sendMail()');
  if (!isSender(from)) throw new TypeError('from: must be an address, or a name and an address');
  const choose = textChooser(locales);

  return {
    async send(mail) {
      const to = { name: '', address: readRecipient(mail.to) };
      const content = compose(mail);
      const { subject, text, html } = content;
      // RFC 3834 §5: no out-of-office answer to a machine.
      const headers = { 'Auto-Submitted': 'auto-generated' };
      refuseRejected(await transport.sendMail({ from, to, subject: oneLine(subject), text, html, headers }));
    },
  };

  function compose(mail: Mail): MailContent {
    if (mail.kind === 'code') {
      const code = groupDigits(mail.data.code);
      const harmless: CodeMail = { ...mail, data: { ...harmlessFacts(mail.data), code } };
      const content = write(choose(mail.kind, mail.locale), (text) => text(harmless.data));
      const titled = codeInSubject ? { ...content, subject: `${code} – ${content.subject}` } : content;
      return templates.code?.(harmless, titled) ?? titled;
    }
    const harmless: NoticeMail = { ...mail, data: harmlessFacts(mail.data) };
    const content = write(choose(mail.kind, mail.locale), (text) => text(harmless.data));
    return templates[mail.kind]?.(harmless, content) ?? content;
  }
}

function write<Kind extends Mail['kind']>(
  chosen: ChosenText<Kind>,
  words: (write: ChosenText<Kind>['write']) => MailText,
): MailContent {
  return layOut(words(chosen.write), chosen.locale);
}

/** One mailbox: whatever could be read as a second one, or end the address early, would send the code to somebody else. */
const oneAddress = /^[^\s\p{Cc}\p{Cs}<>(),;:\\"@]+@[^\s\p{Cc}\p{Cs}<>(),;\\"@]+$/u;

function readRecipient(to: string): string {
  const address = String(to).trim();
  if (!oneAddress.test(address)) throw new TypeError('the recipient is not one plain email address');
  return address;
}

function isSender(from: string | MailAddress): boolean {
  const parts = typeof from === 'string' ? [from] : [from?.address, from?.name ?? ''];
  return Boolean(parts[0]) && parts.every((part) => typeof part === 'string' && !/\p{Cc}/u.test(part));
}

/** A transport may resolve although the server refused the one recipient. */
function refuseRejected(answer: unknown): void {
  const { rejected } = (answer ?? {}) as { readonly rejected?: unknown };
  if (Array.isArray(rejected) && rejected.length > 0) throw new Error('the recipient was refused');
}
