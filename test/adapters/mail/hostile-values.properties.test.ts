/** P18, P20: no value changes the headers, the structure or the recipient of a mail. @module */

import fc from 'fast-check';
import type { Mail } from 'second-factor/ports';
import { describe, expect, it } from 'vitest';
import { everyMail, type WrittenMail, written } from './mails.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    `"><img src="x" onerror='alert(1)'>`,
    'x\r\nBcc: eve@example.org\r\n\r\n<h1>body</h1>',
    'x\u2028Bcc: eve@example.org',
    '\u202Egnp.exe',
    '&lt;b&gt; &amp; ]]> --> </style></td></table>',
    '=?utf-8?Q?=0D=0ABcc:_eve@example.org?=',
    '${issuer} $& $1 {{code}} %s',
    '\uD800 lone',
    'x'.repeat(10_000),
    '🙂'.repeat(5000),
  ),
);

const values = fc.record({
  issuer: hostile,
  username: hostile,
  tokenName: hostile,
  by: hostile,
  reason: hostile,
  method: hostile,
});

describe('mails with hostile values', () => {
  it('P20 have the headers, elements and recipient of mails with harmless values', async () => {
    const plain = new Map(
      await Promise.all(everyMail.map(async (mail) => [mail.kind, await written(filled(mail))] as const)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...everyMail),
        values,
        fc.boolean(),
        async (mail, given, codeInSubject) => {
          const hostileMail = await written(filled(mail, given), { codeInSubject });
          const expected = plain.get(mail.kind)!;
          expect(hostileMail.envelope).toEqual(expected.envelope);
          expect(headersOf(hostileMail)).toEqual(headersOf(expected));
          expect(hostileMail.email.attachments).toEqual([]);
          expect(tagsOf(hostileMail)).toEqual(tagsOf(expected));
          expect(hostileMail.email.text.length).toBeLessThan(6000);
          const { subject, text, html } = hostileMail.message;
          for (const part of [subject, text, html]) {
            expect(part.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u);
          }
        },
      ),
    );
  });

  it('turn no name into a link, and lose no letter of it', async () => {
    const username = 'https://evil.example/login?x=1';
    for (const mail of everyMail) {
      const { email } = await written(
        filled(mail, { username, by: username, reason: username, tokenName: username }),
      );
      for (const part of [email.text, email.html]) {
        expect(part).not.toMatch(/https?:|evil\.example/);
        expect(part.replaceAll('\u200C', '')).toContain('https://evil.example/login');
      }
    }
  });

  it('P20 keep non-ASCII names unchanged', async () => {
    for (const username of ['Zoë Ångström', '田中太郎', 'محمد', 'alice 🙂', "O'Neil & Söhne"]) {
      const { email } = await written(filled(everyMail[0]!, { username }));
      expect(email.text).toContain(`Account: a${username}\n`);
    }
  });
});

function filled(mail: Mail, values: Readonly<Record<string, string>> = {}): Mail {
  const harmless = { username: 'a', tokenName: 'a', by: 'a', reason: 'a', method: 'a' };
  const present = Object.entries({ ...harmless, ...values }).map(([name, value]) => [
    name,
    value.trim() === '' ? 'a' : `a${value}`,
  ]);
  return { ...mail, data: { ...mail.data, ...Object.fromEntries(present) } };
}

/** The names of the headers, in order. */
function headersOf({ email }: WrittenMail): readonly string[] {
  return email.headers.map(({ key }) => key);
}

/** Every HTML tag with its attributes, in order. */
function tagsOf({ email }: WrittenMail): readonly string[] {
  return email.html.match(/<[^>]*>/g) ?? [];
}
