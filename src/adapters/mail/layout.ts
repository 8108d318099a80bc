/** The layout of every mail: a text part and an HTML part with the same content. @module */

import { oneLine } from './harmless-facts.ts';
import type { MailContent, MailText } from './mail-texts.ts';

/** Returns the content to send. `locale` is the language of `mail`. */
export function layOut(mail: MailText, locale: string): MailContent {
  const details = (mail.details ?? []).flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [[label, value] as const],
  );
  const subject = oneLine(mail.subject);
  return {
    subject,
    text: textPart(subject, mail, details),
    html: htmlPart(subject, mail, details, locale),
  };
}

/** Escapes text for HTML elements, and for attributes in double or single quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

type Details = readonly (readonly [label: string, value: string])[];

function textPart(subject: string, mail: MailText, details: Details): string {
  const blocks = [
    subject,
    mail.lead,
    mail.code === undefined ? '' : `    ${mail.code}`,
    details.map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...mail.advice,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/**
 * Sets no colors, so that the reader's light or dark theme applies, and loads nothing from
 * elsewhere: no images, links, scripts or style sheets.
 */
function htmlPart(subject: string, mail: MailText, details: Details, locale: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${escapeHtml(subject)}</title>
<style>:root { color-scheme: light dark; }</style>
</head>
<body style="margin: 0; padding: 24px 16px;">
<div style="max-width: 480px; margin: 0 auto; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; overflow-wrap: anywhere;">
<h1 dir="auto" style="margin: 0 0 16px; font-size: 20px; line-height: 1.3;">${escapeHtml(subject)}</h1>
${paragraph(mail.lead)}
${mail.code === undefined ? '' : codeBlock(mail.code)}
${details.length === 0 ? '' : detailList(details)}
${mail.advice.map(paragraph).join('\n')}
</div>
</body>
</html>
`.replaceAll(/\n{2,}/g, '\n');
}

function paragraph(text: string): string {
  return `<p dir="auto" style="margin: 0 0 16px;">${escapeHtml(text)}</p>`;
}

function codeBlock(code: string): string {
  const style = `margin: 0 0 16px; padding: 16px 8px; border: 1px solid; border-radius: 8px; text-align: center; font: 600 32px/1.25 ui-monospace, Menlo, Consolas, monospace; white-space: nowrap;`;
  return `<p dir="ltr" style="${style}">${escapeHtml(code)}</p>`;
}

/** Puts each label above its value, so that both fit a width of 320 pixels in any language. */
function detailList(details: Details): string {
  const rows = details.map(
    ([label, value]) => `<dt dir="auto" style="font-size: 14px;">${escapeHtml(label)}</dt>
<dd dir="auto" style="margin: 0 0 8px; font-weight: 600;">${escapeHtml(value)}</dd>`,
  );
  return `<dl style="margin: 0 0 16px;">\n${rows.join('\n')}\n</dl>`;
}
