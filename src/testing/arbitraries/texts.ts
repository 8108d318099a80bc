/** Texts that break careless storages: separators, control characters, great length. @module */

import fc, { type Arbitrary } from 'fast-check';

/** Texts with a special meaning in some store, format, protocol or language. */
export const awkwardTexts: readonly string[] = Object.freeze([
  '',
  ' ',
  ':',
  '{}',
  '}',
  '{a}b',
  'a:b',
  'a|b',
  'a,b',
  'a/b/../c',
  '*',
  '?[a]',
  '\\',
  '"',
  "'; --",
  '\0',
  'a\0b',
  '\r\n',
  '\n',
  '\t',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'true',
  '0',
  '-1',
  '1e400',
  'NaN',
  'é',
  'é',
  'ß',
  'ﬀ',
  'İ',
  '‮abc',
  '\u200b',
  '\ufeff',
  '👩‍👩‍👧‍👦',
  '%00',
  '${a}',
  '<a>',
  'x'.repeat(10_000),
  '🔑'.repeat(2500),
]);

/** Any text, often an awkward one. No lone surrogates: UTF-8 cannot encode them. */
export const awkwardText: Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...awkwardTexts), weight: 3 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...awkwardTexts), fc.constantFrom(...awkwardTexts))
      .map((two) => two.join('')),
    weight: 1,
  },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
);

/** Ids of subjects: any text with at least one character (P20). */
export const subjectId: Arbitrary<string> = awkwardText.filter((text) => text !== '');
