/** The texts of mails before layout: per locale, one plain function per kind. @module */

import type { CodeMail, NoticeKind, NoticeMail } from '../../ports/mailer.ts';

/**
 * The facts of a code mail. Every string is one line of at most 200 characters without control
 * characters. Values that users or administrators choose, such as `username`, cannot become links.
 */
export type CodeFacts = CodeMail['data'];

/** The facts of a notice. The strings are limited as in `CodeFacts`. */
export type NoticeFacts = NoticeMail['data'];

/** One mail in plain text. The layout turns it into the text part and the HTML part. */
export interface MailText {
  /** The subject, which is also the heading. Omit the code: `codeInSubject` adds it. */
  readonly subject: string;
  /** The first paragraph, which is also what a phone previews. */
  readonly lead: string;
  /** The code, shown in large type on a line of its own. */
  readonly code?: string | undefined;
  /** Pairs of label and value. A pair without a value is omitted. */
  readonly details?: readonly (readonly [label: string, value: string | undefined])[] | undefined;
  /** The closing paragraphs: what to do, and what to do if it was somebody else. */
  readonly advice: readonly string[];
}

/** The texts of one locale, for every kind of mail. */
export type MailTexts = { readonly code: (facts: CodeFacts) => MailText } & {
  readonly [Kind in NoticeKind]: (facts: NoticeFacts) => MailText;
};

/** The content of a mail, ready to send. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
