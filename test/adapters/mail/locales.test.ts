/** Locales: the language of a mail, and the format of its dates. @module */

import { englishTexts, utcText, type MailTexts } from 'second-factor/adapters/mail';
import { describe, expect, it, test } from 'vitest';
import { at, codeMail, noticeMail, written } from './mails.ts';

function codeText(subject: string): MailTexts['code'] {
  return ({ code }) => ({ subject, lead: 'x', code, advice: [] });
}

const locales = {
  de: { code: codeText('de'), reset: () => ({ subject: 'zurückgesetzt', lead: 'x', advice: [] }) },
  'de-AT': { code: codeText('de-AT') },
  'zh-Hant': { code: codeText('zh-Hant') },
  sr_Latn: { code: codeText('sr_Latn') },
};

describe('the texts of a mail', () => {
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
  ])('for the locale %j are those of %s', async (locale, subject) => {
    const { email } = await written({ ...codeMail, locale }, { locales });
    expect(email.subject).toBe(subject);
    const language = subject.startsWith('Your') ? 'en' : subject;
    expect(email.html).toContain(`<html lang="${language}">`);
  });

  it('fall back to the next more general locale, then to English, if the locale lacks a kind', async () => {
    const subjectOf = async (mail: Parameters<typeof written>[0]) => (await written(mail, { locales })).email;
    const reset = await subjectOf({ ...noticeMail('reset'), locale: 'de-AT' });
    expect(reset.subject).toBe('zurückgesetzt');
    expect(reset.html).toContain('<html lang="de">');
    const low = await subjectOf({ ...noticeMail('recovery-codes-low'), locale: 'de-AT' });
    expect(low.subject).toContain('Few recovery codes');
    expect(low.html).toContain('<html lang="en">');
  });

  it('can replace the built-in English', async () => {
    const { email } = await written(codeMail, { locales: { en: { code: codeText('better') } } });
    expect(email.subject).toBe('better');
  });

  it('of a locale can reuse the English ones', async () => {
    const britishCode: MailTexts['code'] = (facts) => ({ ...englishTexts.code(facts), advice: ['Cheers'] });
    const { email } = await written(
      { ...codeMail, locale: 'en-GB' },
      { locales: { 'en-GB': { code: britishCode } } },
    );
    expect(email.text).toMatch(/012 345[^]*Cheers/);
  });

  it('can be in any script', async () => {
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

  it('throws a RangeError for an instant that is not a valid date', () => {
    expect(() => utcText(Number.NaN)).toThrow(RangeError);
  });
});
