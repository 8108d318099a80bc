/** Which locale's words a mail is written in: the lookup of RFC 4647 §3.4, ending at English. @module */

import type { Mail } from '../../ports/mailer.ts';
import { englishTexts } from './english-texts.ts';
import type { MailTexts } from './mail-texts.ts';

/** The words of a locale; what is missing is looked up in the next more general one. */
export type LocaleTexts = Readonly<Record<string, Partial<MailTexts>>>;

/** The function for a kind, and the locale that it writes in. */
export interface ChosenText<Kind extends Mail['kind']> {
  readonly locale: string;
  readonly write: MailTexts[Kind];
}

/** Finds the words for a kind and a locale: `de-AT` → `de` → English, whatever the case, and with `_` for `-`. */
export function textChooser(
  locales: LocaleTexts,
): <Kind extends Mail['kind']>(kind: Kind, locale: string | undefined) => ChosenText<Kind> {
  const known = new Map(Object.entries(locales).map(([locale, texts]) => [fold(locale), { locale, texts }]));
  return (kind, locale) => {
    for (const range of [...rangesOf(locale), 'en']) {
      const found = known.get(range);
      const write = found?.texts[kind];
      if (found !== undefined && write !== undefined) return { locale: found.locale, write };
    }
    return { locale: 'en', write: englishTexts[kind] };
  };
}

/** The locale and its ever more general forms. */
function rangesOf(locale: string | undefined): readonly string[] {
  const subtags = typeof locale === 'string' && locale.length <= 100 ? fold(locale).split('-') : [];
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index)).map((range) => range.join('-'));
}

function fold(locale: string): string {
  return locale.toLowerCase().replaceAll('_', '-');
}
