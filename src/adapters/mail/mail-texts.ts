/** What mails say, before they have a layout: one plain function per kind, one set of them per locale. @module */

import type { CodeMail, NoticeKind, NoticeMail } from '../../ports/mailer.ts';

/**
 * What a function of a code mail is given. Every string is one line of at most 200 characters without controls; what users and
 * administrators chose (`username` here) cannot turn into a link.
 */
export type CodeFacts = CodeMail['data'];

/** What a function of a notice is given; strings as in `CodeFacts`. */
export type NoticeFacts = NoticeMail['data'];

/** The words of one mail as plain text, from which the layout makes both its text and its HTML. Nothing in it is markup. */
export interface MailText {
  /** The subject, and the heading. Leave the code out: `codeInSubject` decides about that. */
  readonly subject: string;
  /** The first paragraph, which also is what a phone previews. */
  readonly lead: string;
  /** The code, set large on a line of its own. */
  readonly code?: string | undefined;
  /** Pairs of label and value; one without a value is left out. */
  readonly details?: readonly (readonly [label: string, value: string | undefined])[] | undefined;
  /** The paragraphs that close the mail: what to do, and what if it was somebody else. */
  readonly advice: readonly string[];
}

/** The words of one locale for every kind of mail. */
export type MailTexts = { readonly code: (facts: CodeFacts) => MailText } & {
  readonly [Kind in NoticeKind]: (facts: NoticeFacts) => MailText;
};

/** A mail as it is sent. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
