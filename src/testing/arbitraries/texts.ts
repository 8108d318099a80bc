/** Texts that have broken storages, transports and keys: separators, braces, control characters, length, look-alikes. @module */

import fc, { type Arbitrary } from 'fast-check';

/** Texts that mean something to some store, format or protocol. */
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

/** Any text, the awkward ones often. No lone surrogates, which UTF-8 has no bytes for. */
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

/** Ids of subjects as hosts have them: any text with at least one character (P20). */
export const subjectId: Arbitrary<string> = awkwardText.filter((text) => text !== '');
