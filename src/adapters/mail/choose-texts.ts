/** Chooses the texts of a mail by locale (RFC 4647 §3.4); English is the default. @module */

import type { Mail } from '../../ports/mailer.ts';
import { englishTexts } from './english-texts.ts';
import type { MailTexts } from './mail-texts.ts';

/** Texts by locale. A kind that a locale lacks is looked up in the next more general locale. */
export type LocaleTexts = Readonly<Record<string, Partial<MailTexts>>>;

/** The function that writes a kind of mail, and the locale that it writes in. */
export interface ChosenText<Kind extends Mail['kind']> {
  readonly locale: string;
  readonly write: MailTexts[Kind];
}

/**
 * Returns the lookup for `locales`: `de-AT`, then `de`, then English. Case does not matter, and `_`
 * counts as `-`.
 */
export function textChooser(
  locales: LocaleTexts,
): <Kind extends Mail['kind']>(kind: Kind, locale: string | undefined) => ChosenText<Kind> {
  const entries = Object.entries(locales);
  const known = new Map(entries.map(([locale, texts]) => [normalizeLocale(locale), { locale, texts }]));
  return (kind, locale) => {
    for (const candidate of [...candidateLocales(locale), 'en']) {
      const found = known.get(candidate);
      const write = found?.texts[kind];
      if (found !== undefined && write !== undefined) return { locale: found.locale, write };
    }
    return { locale: 'en', write: englishTexts[kind] };
  };
}

/** The locale, then its more general forms: `de-at`, `de`. */
function candidateLocales(locale: string | undefined): readonly string[] {
  const usable = typeof locale === 'string' && locale.length <= maxLocaleLength;
  const subtags = usable ? normalizeLocale(locale).split('-') : [];
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}

/** Longer locales count as unknown, because a host may take them from a request. */
const maxLocaleLength = 100;

function normalizeLocale(locale: string): string {
  return locale.toLowerCase().replaceAll('_', '-');
}
