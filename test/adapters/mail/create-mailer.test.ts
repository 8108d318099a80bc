/** createMailer: the content and layout of mails, as nodemailer writes them. @module */

import { createMailer, type MailTransport } from 'second-factor/adapters/mail';
import type { Mail } from 'second-factor/ports';
import { describe, expect, it, test } from 'vitest';
import { codeMail, everyMail, noticeMail, written } from './mails.ts';

const transport: MailTransport = { sendMail: () => Promise.resolve() };
const from = 'Acme <no-reply@acme.example>';

describe('a code mail', () => {
  it('shows the code once in the text and once in the HTML, grouped and with its leading zero', async () => {
    const { email } = await written(codeMail);
    expect(email.text.match(/012 345/g)).toHaveLength(1);
    expect(email.html.match(/012 345/g)).toHaveLength(1);
    expect(email.text).toMatch(/^ {4}012 345$/m);
  });

  it('says when the code expires, when it was requested and for which account', async () => {
    const { email } = await written(codeMail);
    for (const part of [email.text, email.html]) {
      expect(part).toContain('until 24 November 2026, 03:28 UTC');
      expect(part).toContain('24 November 2026, 03:18 UTC');
      expect(part).toContain('alice');
    }
  });

  it('keeps the code off a locked phone: not in the subject, and late in the text', async () => {
    const { email } = await written(codeMail);
    expect(email.subject).toBe('Your Acme code');
    expect(email.text.indexOf('012 345')).toBeGreaterThan(150);
    expect(email.html.slice(0, email.html.indexOf('</head>'))).not.toContain('345');
  });

  it('starts the subject with the code if codeInSubject is set', async () => {
    const { email } = await written(codeMail, { codeInSubject: true });
    expect(email.subject).toBe('012 345 – Your Acme code');
  });
});

describe('every kind of mail', () => {
  test.each(everyMail.map((mail) => [mail.kind, mail] as const))(
    '%s: text and HTML have the same content, go to one address, and link and load nothing',
    async (_kind, mail) => {
      const { email, envelope, raw } = await written(mail);
      expect(envelope).toEqual({ from: 'no-reply@acme.example', to: ['alice@example.org'] });
      expect(email.subject).toContain('Acme');
      expect(raw).toMatch(/^Auto-Submitted: auto-generated$/m);
      expect(visibleText(email.html)).toBe(
        email.text
          .replaceAll(/^([A-Z][a-z ]+): /gm, '$1 ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      );
      for (const part of [email.text, email.html]) {
        expect(part).not.toMatch(/https?:|www\.|src=|href=|url\(|@import|<a\b|<img|<link|<script/i);
        expect(part).not.toMatch(/undefined|NaN|\[object/);
      }
    },
  );

  it('says what happened, with the facts of the mail', async () => {
    const text = async (mail: Mail) => (await written(mail)).email.text;
    expect(await text(noticeMail('factor-added'))).toContain('An authenticator app was added');
    expect(await text(noticeMail('factor-removed'))).toContain('Email as a second factor was removed');
    expect(await text(noticeMail('factor-added', { method: undefined }))).toContain(
      'A second factor was added',
    );
    expect(await text(noticeMail('recovery-codes-low'))).toContain('Recovery codes left: 3');
    expect(await text(noticeMail('recovery-code-used', { recoveryCodesLeft: 0 }))).toContain('left: 0');
    expect(await text(noticeMail('bypass-token-created'))).toContain('Token: deploy');
    expect(await text(noticeMail('attempts-exhausted'))).toMatch(
      /Method: password\nTry again after: 24 November 2026, 03:19 UTC/,
    );
    expect(await text(noticeMail('attempts-exhausted', { method: 'totp' }))).not.toContain('Try again after');
    expect(await text(noticeMail('reset'))).toMatch(/Reset by: bob\nReason: lost phone/);
  });

  it('omits the account if there is no username', async () => {
    const { email } = await written(noticeMail('password-changed', { username: undefined }));
    expect(email.text).not.toContain('Account');
  });
});

describe('templates', () => {
  it('replace one kind, and receive the mail and the content that would be sent', async () => {
    const templates = {
      code: (mail: { readonly data: { readonly code: string } }, content: { readonly text: string }) => ({
        subject: 'Mine\r\nBcc: eve@example.org',
        text: `${mail.data.code}\n${content.text.length > 0}`,
        html: '<p>mine</p>',
      }),
    };
    const { email, envelope, message } = await written(codeMail, { templates });
    expect(message.subject).toBe('Mine Bcc: eve@example.org');
    expect(email).toMatchObject({ subject: 'Mine Bcc: eve@example.org' });
    expect(email.text.trim()).toBe('012 345\ntrue');
    expect(email.html.trim()).toBe('<p>mine</p>');
    expect(envelope.to).toEqual(['alice@example.org']);
    expect((await written(noticeMail('reset'), { templates })).email.subject).toContain('was reset');
  });

  it('can replace a notice', async () => {
    const templates = { reset: () => ({ subject: 'R', text: 'R', html: 'R' }) };
    expect((await written(noticeMail('reset'), { templates })).email.subject).toBe('R');
  });

  it('that throw make send reject', async () => {
    const templates = {
      code: () => {
        throw new Error('broken');
      },
    };
    await expect(written(codeMail, { templates })).rejects.toThrow('broken');
  });
});

describe('send rejects', () => {
  test.each([
    'alice@example.org, eve@example.org',
    'alice@example.org;eve@example.org',
    'Eve <eve@example.org>',
    'alice@example.org\r\nBcc: eve@example.org',
    'alice@example.org>\r\nRCPT TO:<eve@example.org',
    'alice@example.org@eve.example',
    '"alice@example.org, eve"@example.org',
    'team: alice@example.org;',
    'alice\u0000@example.org',
    'alice @example.org',
    'alice',
    '@example.org',
    '',
  ])('for %j, which is not one plain address', async (to) => {
    await expect(written({ ...codeMail, to })).rejects.toThrow('to must be one plain email address');
  });

  it('if the server refuses the recipient, with a message that names neither code nor address', async () => {
    const sendMail = () => Promise.resolve({ accepted: [], rejected: ['alice@example.org'] });
    const failure = await createMailer({ transport: { sendMail }, from })
      .send(codeMail)
      .catch((error: unknown) => String(error));
    expect(failure).toBe('Error: the recipient was refused');
  });

  it('if the transport rejects', async () => {
    const sendMail = () => Promise.reject(new Error('down'));
    await expect(createMailer({ transport: { sendMail }, from }).send(codeMail)).rejects.toThrow('down');
  });
});

describe('createMailer throws a TypeError', () => {
  test.each([
    ['no transport', { from }],
    ['a transport that cannot send', { transport: {}, from }],
    ['no sender', { transport }],
    ['an empty sender', { transport, from: '' }],
    ['a sender of two lines', { transport, from: 'Acme\r\nBcc: eve@example.org <a@acme.example>' }],
    ['a named sender of two lines', { transport, from: { name: 'Acme\nX: y', address: 'a@acme.example' } }],
  ])('for %s', (_name, options) => {
    expect(() => createMailer(options as never)).toThrow(TypeError);
  });
});

it('accepts the sender as a name and an address', async () => {
  const { envelope, email } = await written(codeMail, {
    from: { name: 'Größe, Ltd', address: 'a@acme.example' },
  });
  expect(envelope.from).toBe('a@acme.example');
  expect(email.from).toMatchObject({ name: 'Größe, Ltd' });
});

/** The visible text of the HTML, on one line. */
function visibleText(html: string): string {
  return html
    .slice(html.indexOf('<body'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ')
    .trim();
}
