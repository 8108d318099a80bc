/** Checks one file for plain English and for the length of its lines. @module */

import type { Finding } from './findings.ts';
import { lineAt, proseOf } from './prose.ts';

/** Words that a native reader stumbles over, and what to write instead. `_` is any white space. */
const bannedWords: readonly (readonly [pattern: string, better: string])[] = [
  ['(?:come|comes|came)_along', 'is presented'],
  ['mend|mends|mended|mending', 'fix'],
  ['whoever', 'anyone who'],
  ['whatever', 'any … that'],
  ['whichever', 'the … that'],
  ['what_is_no', 'non-…'],
  ['is_none', 'there is no …'],
  ['as_if_none', 'as if there were no …'],
  ['told|tell|tells', 'report, return, or distinguish'],
  ["nobody(?:'|’)s", 'no … has it'],
  ['enrol|enrols|enrolment|enrolments', 'enroll, enrollment'],
  ['anchor', 'root key'],
  ['answer|answers|answered', 'return, resolve to, or reply'],
  ['heard', 'knows, receives'],
  ['of_whom', 'rephrase'],
  ['thereby', 'rephrase'],
  ['such_a_one', 'rephrase'],
  ['the_one_that', 'the … that'],
];

/** Where a banned word has its plain meaning. */
const allowedWords: readonly { readonly word: string; readonly paths: readonly string[] }[] = [
  // A person answers a challenge: this is what the caller's side is about.
  {
    word: 'answer|answers|answered',
    paths: [
      'src/client',
      'test/client',
      'demo/page',
      'docs/callers.md',
      'docs/glossary.md',
      'CONTRIBUTING.md',
    ],
  },
];

/** Files whose strings are examples of what is banned. */
const listsOfBannedWords = ['test/house/check-plain-english.ts', 'test/house/plain-english.test.ts'];

/** The maximum columns of a line of a comment or a document. */
const maxColumns = 100;

export function checkPlainEnglish(path: string, text: string): readonly Finding[] {
  return [...findBannedWords(path, text), ...findLongLines(path, text)];
}

function findBannedWords(path: string, text: string): readonly Finding[] {
  if (listsOfBannedWords.includes(path)) return [];
  const banned = bannedWords.filter(
    ([pattern]) =>
      !allowedWords.some(({ word, paths }) => word === pattern && paths.some((start) => isIn(path, start))),
  );
  return proseOf(path, text).flatMap((prose) => {
    const bare = withoutNames(prose.text);
    return banned.flatMap(([pattern, better]) =>
      [...bare.matchAll(expressionOf(pattern))].map((match) => ({
        path,
        line: lineAt(prose, match.index),
        problem: `"${match[0].replaceAll(/\s+/g, ' ')}" (better: ${better})`,
      })),
    );
  });
}

/** A word of an identifier such as `answers-as-the-model` is not a word of a sentence. */
function expressionOf(pattern: string): RegExp {
  return new RegExp(`(?<![\\w-])(?:${pattern.replaceAll('_', '\\s+')})(?![\\w-])`, 'gi');
}

/** The text with identifiers in backticks blanked out. */
function withoutNames(text: string): string {
  return text.replaceAll(/`[^`\n]*`/g, (name) => ' '.repeat(name.length));
}

function isIn(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}/`);
}

function findLongLines(path: string, text: string): readonly Finding[] {
  const isDocument = path.endsWith('.md');
  if (!isDocument && !/\.(?:ts|js)$/.test(path)) return [];
  let isCode = false;
  return text.split('\n').flatMap((line, index) => {
    const isComment = /^\s*(?:\/\/|\/\*|\*)/.test(line);
    if (/^[\s*]*```/.test(line)) isCode = !isCode;
    else if (!isDocument && !isComment) isCode = false;
    if (isCode || (!isDocument && !isComment) || mayBeLong(line) || line.length <= maxColumns) return [];
    return [{ path, line: index + 1, problem: `${line.length} columns, more than ${maxColumns}` }];
  });
}

/** Tables, links and directives of tools cannot be wrapped. */
function mayBeLong(line: string): boolean {
  return /^\s*\||\]\(|https?:\/\/|oxlint-disable|@ts-expect-error/.test(line);
}
