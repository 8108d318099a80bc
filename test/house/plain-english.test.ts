/** Comments, strings and documents use plain English, and wrap at 100 columns. @module */

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { longLines, proseOf } from './prose.ts';

/** Files and folders that are clean. The list grows until it names everything. */
const cleanPaths = [
  'docs/glossary.md',
  'docs/promises.md',
  'src/adapters/memory/memory-storage.ts',
  'src/domain/base',
  'src/domain/subject',
  'src/ports/storage.ts',
  'test/house/prose.ts',
  'test/house/references.test.ts',
  'test/promises/p02-highest-step.properties.test.ts',
  'test/promises/p05-retry-at.test.ts',
  'test/promises/p12-earning-trust.test.ts',
  'test/promises/p17-pending-enrollment.test.ts',
  'test/promises/p19-adapters-alike.test.ts',
];

/** Files in clean folders that are still to be rewritten. The list only shrinks. */
const knownGaps = [
  'src/adapters/memory/memory-storage.ts',
  'src/domain/base/base64url.ts',
  'src/domain/base/draw.ts',
  'src/domain/base/email-address.ts',
  'src/domain/base/hashing.ts',
  'src/domain/base/instant.ts',
  'src/domain/base/ip-address.ts',
  'src/domain/base/secret.ts',
  'src/domain/base/utf8.ts',
  'src/domain/base/without-undefined.ts',
  'src/domain/subject/attempts.ts',
  'src/domain/subject/change.ts',
  'src/domain/subject/charge.ts',
  'src/domain/subject/enrolled.ts',
  'src/domain/subject/factor-changes.ts',
  'src/domain/subject/issue-email-code.ts',
  'src/domain/subject/mail-limits.ts',
  'src/domain/subject/settle.ts',
  'src/domain/subject/subject-record.ts',
  'src/domain/subject/token-changes.ts',
  'src/domain/subject/trust.ts',
  'src/domain/subject/verbs.ts',
  'src/ports/storage.ts',
];

/** This test plants what it bans. */
const plantedIn = 'test/house/plain-english.test.ts';

/** Each pattern with a better wording. White space also matches the end of a wrapped line. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/c[ao]mes? along/, 'is presented, arrives'],
  [/mend(?:s|ed|ing)?/, 'fix'],
  [/whoever|whatever|whichever/, 'any caller, any value, or the name of the thing'],
  [/what is no/, 'non-strings, a value other than …'],
  [/is none/, 'does not exist, is absent, is not one'],
  [/as if none/, 'as if the value were absent'],
  [/tells?|told/, 'say, report, notify, return; for "tell apart": distinguish'],
  [/nobody['’]s/, 'belongs to no subject'],
  [/enrol(?:s|ment|ments)?/, 'enroll, enrollment'],
  [/anchor/, 'root key'],
  [/heard/, 'received, reported'],
  [/of whom/, 'whose'],
  [/thereby/, 'so, by this'],
  [/such a one/, 'one, it'],
  [/the one that/, 'the client that, the token that: name it'],
];

/** A person answers a challenge; a function, port, script or server does not. */
const answers = [/answer(?:s|ed|ing)?/, 'return, reply, resolve to'] as const;
const personsAnswer = ['CONTRIBUTING.md', 'README.md', 'docs/callers.md', 'src/client/', 'test/client/'];

/** What a file has against these rules, each with its line. */
function problemsOf(path: string, text: string): readonly string[] {
  const prose = proseOf(path, text);
  const mayAnswer = personsAnswer.some((start) => path.startsWith(start));
  const wordings = (mayAnswer ? banned : [...banned, answers]).flatMap(([pattern, better]) => {
    const words = new RegExp(`(?<![\\w-])(?:${pattern.source.replaceAll(' ', '\\s+')})(?![\\w-])`, 'gi');
    return [...prose.matchAll(words)].map(({ index, 0: found }) => {
      const line = prose.slice(0, index).split('\n').length;
      return `${path}:${line}: "${found.replaceAll(/\s+/g, ' ')}": better ${better}`;
    });
  });
  const long = longLines(path, text).map((line) => `${path}:${line}: more than 100 columns`);
  return [...wordings, ...long];
}

function filesUnder(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:[jt]s|md|html|css)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'))
    .filter((file) => !file.includes('/node_modules/'));
}

test.each(cleanPaths)('%s is in plain English', (path) => {
  const files = filesUnder(path).filter((file) => file !== plantedIn && !knownGaps.includes(file));
  expect(files.flatMap((file) => problemsOf(file, readFileSync(file, 'utf8')))).toEqual([]);
});

describe('planted prose is caught', () => {
  test.each([
    ['a comment', 'src/a.ts', '// Whoever asks is told.\n', ['1: "Whoever"', '1: "told"']],
    ['a wrapped docstring', 'src/a.ts', '/**\n * A code that came\n * along.\n */\n', ['2: "came along"']],
    ['two lines of comment', 'src/a.ts', 'f();\n// It is\n// none.\n', ['2: "is none"']],
    ['a string', 'src/a.ts', "throw new Error('what is no text');\n", ['1: "what is no"']],
    ['a template', 'src/a.ts', 'const a = `${b} tells ${c}`;\n', ['1: "tells"']],
    ['a comment after a regular expression', 'src/a.ts', "a(/['`]/); // mended\n", ['1: "mended"']],
    ['a comment of an example', 'docs/a.md', '```ts\nconst told = 1; // told\n```\n', ['2: "told"']],
    ['a document', 'docs/a.md', 'The port\nanswers.\n', ['2: "answers"']],
    ['a page', 'demo/a.html', '<p>Enrol now</p>\n', ['1: "Enrol"']],
    ['a long comment', 'src/a.ts', `// ${'a '.repeat(50)}\n`, ['1: more than 100 columns']],
    ['a long document', 'README.md', `\n${'a '.repeat(51)}\n`, ['2: more than 100 columns']],
  ])('%s', (_title, path, text, expected) => {
    const found = problemsOf(path, text).map(
      (problem) => problem.slice(path.length + 1).split('": better')[0],
    );
    expect(found.map((problem) => problem?.replace(/"([^"]*)$/, '"$1"'))).toEqual(expected);
  });

  test.each([
    ['code', 'src/a.ts', 'const answer = told(answered);\n'],
    ['an import', 'src/a.ts', "import { a } from './answer.ts';\n"],
    ['a code span', 'docs/a.md', 'The field `answer` and `tell()`.\n'],
    ['an id', 'src/a.ts', "const id = 'answers-as-the-model';\n"],
    ['the answer of a person', 'src/client/a.ts', '// The answer of a person.\n'],
    ['two strings beside each other', 'src/a.ts', "f('it is', 'none');\n"],
    ['a word that only starts like one', 'docs/a.md', 'Enroll, recommend, teller.\n'],
    ['long code', 'src/a.ts', `const a = '${'a '.repeat(60)}';\n`],
    ['a long table, link and block', 'docs/a.md', `| ${'a '.repeat(60)}|\n[a](${'b'.repeat(100)})\n`],
    ['a long line of an example', 'docs/a.md', `\`\`\`ts\n// ${'a '.repeat(60)}\n\`\`\`\n`],
  ])('but not %s', (_title, path, text) => {
    expect(problemsOf(path, text)).toEqual([]);
  });
});
