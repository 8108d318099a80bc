/** Locales: which words a mail is written in, and how instants read. @module */

import { englishTexts, utcText, type MailTexts } from 'second-factor/adapters/mail';
import { describe, expect, it, test } from 'vitest';
import { at, codeMail, noticeMail, written } from './mails.ts';

function words(subject: string): MailTexts['code'] {
  return ({ code }) => ({ subject, lead: 'x', code, advice: [] });
}

const locales = {
  de: { code: words('de'), reset: () => ({ subject: 'zurückgesetzt', lead: 'x', advice: [] }) },
  'de-AT': { code: words('de-AT') },
  'zh-Hant': { code: words('zh-Hant') },
  sr_Latn: { code: words('sr_Latn') },
};

describe('the words of a mail', () => {
  test.each([
    ['de', 'de'],
    ['de-AT', 'de-AT'],
    ['de_AT', 'de-AT'],
    ['DE-at', 'de-AT'],
    ['de-AT-1996', 'de-AT'],
    ['de-CH', 'de'],
    ['zh-Hant-TW', 'zh-Hant'],
    ['zh-Hant-x-private', 'zh-Hant'],
    ['zh', 'Your Acme code'],
    ['sr-Latn-RS', 'sr_Latn'],
    ['fr', 'Your Acme code'],
    ['', 'Your Acme code'],
    ['-', 'Your Acme code'],
    ['__proto__', 'Your Acme code'],
    ['constructor', 'Your Acme code'],
    [undefined, 'Your Acme code'],
  ])('of %j are those of %s', async (locale, subject) => {
    const { email } = await written({ ...codeMail, locale }, { locales });
    expect(email.subject).toBe(subject);
    const language = subject.startsWith('Your') ? 'en' : subject;
    expect(email.html).toContain(`<html lang="${language}">`);
  });

  it('of a kind that the locale lacks are those of the next more general one, then English', async () => {
    const subjectOf = async (mail: Parameters<typeof written>[0]) => (await written(mail, { locales })).email;
    const reset = await subjectOf({ ...noticeMail('reset'), locale: 'de-AT' });
    expect(reset.subject).toBe('zurückgesetzt');
    expect(reset.html).toContain('<html lang="de">');
    const low = await subjectOf({ ...noticeMail('recovery-codes-low'), locale: 'de-AT' });
    expect(low.subject).toContain('Few recovery codes');
    expect(low.html).toContain('<html lang="en">');
  });

  it('can be better English', async () => {
    const { email } = await written(codeMail, { locales: { en: { code: words('better') } } });
    expect(email.subject).toBe('better');
  });

  it('of a locale may build on the English ones', async () => {
    const britishCode: MailTexts['code'] = (facts) => ({ ...englishTexts.code(facts), advice: ['Cheers'] });
    const { email } = await written(
      { ...codeMail, locale: 'en-GB' },
      { locales: { 'en-GB': { code: britishCode } } },
    );
    expect(email.text).toMatch(/012 345[^]*Cheers/);
  });

  it('may be of any script', async () => {
    const code: MailTexts['code'] = (facts) => ({
      subject: `رمز ${facts.issuer}`,
      lead: 'أدخل الرمز أدناه 🙂',
      code: facts.code,
      details: [['الحساب', facts.username]],
      advice: ['لا تعطه لأحد'],
    });
    const { email } = await written({ ...codeMail, locale: 'ar' }, { locales: { ar: { code } } });
    expect(email.subject).toBe('رمز Acme');
    for (const part of [email.text, email.html]) expect(part).toContain('أدخل الرمز أدناه 🙂');
    expect(email.html).toContain('<html lang="ar">');
  });
});

describe('utcText', () => {
  test.each([
    [at, undefined, '24 November 2026, 03:18 UTC'],
    [at + 59_999, undefined, '24 November 2026, 03:18 UTC'],
    [Date.UTC(2026, 0, 1) - 1, undefined, '31 December 2025, 23:59 UTC'],
    [Date.UTC(2026, 0, 1), undefined, '1 January 2026, 00:00 UTC'],
    [at, 'de', '24. November 2026, 03:18 UTC'],
    [at, 'ja', '2026年11月24日, 03:18 UTC'],
  ])('%i in %s is %s', (instant, locale, text) => {
    expect(utcText(instant, locale)).toBe(text);
  });

  it('refuses what is no instant', () => {
    expect(() => utcText(Number.NaN)).toThrow(RangeError);
  });
});
