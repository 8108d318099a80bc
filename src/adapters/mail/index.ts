/** Emails codes and notices over a transport (`second-factor/adapters/mail`). @module */

export { createMailer, type MailerOptions, type MailTemplates } from './create-mailer.ts';
export { englishTexts } from './english-texts.ts';
export { escapeHtml } from './layout.ts';
export type { CodeFacts, MailContent, MailText, MailTexts, NoticeFacts } from './mail-texts.ts';
export type { MailAddress, MailTransport, TransportMessage } from './mail-transport.ts';
export { utcText } from './utc-text.ts';
