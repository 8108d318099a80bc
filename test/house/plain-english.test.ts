/** Comments, strings and documents are plain English, in lines that a reader can scan. @module */

import { describe, expect, test } from 'vitest';
import { checkPlainEnglish } from './check-plain-english.ts';
import { isClean } from './clean-folders.ts';
import { linesOf, reportByFolder } from './findings.ts';
import { repositoryFiles } from './repository-files.ts';

test('the clean folders are plain English', () => {
  const findings = repositoryFiles().flatMap(({ path, text }) => checkPlainEnglish(path, text));
  reportByFolder('plain English', findings);
  expect(linesOf(findings.filter(({ path }) => isClean(path)))).toEqual([]);
});

describe('checkPlainEnglish: planted words', () => {
  test.each([
    ['a comment', 'src/a.ts', '// What came along did not do.', '"came along"'],
    ['a docstring', 'src/a.ts', '/**\n * The storage answers\n * at once.\n */', '"answers"'],
    ['a pattern across two lines', 'src/a.ts', '/**\n * What came\n * along.\n */', '"came along"'],
    ['a string', 'src/a.ts', "throw new Error('Enrolment is over');", '"Enrolment"'],
    ['a template', 'src/a.ts', 'const a = `${b} is told ${c}`;', '"told"'],
    ['a test title', 'test/a.test.ts', "test('whatever happens', () => {});", '"whatever"'],
    ['a document', 'docs/a.md', '# A\n\nA mended bug.\n', '"mended"'],
    ['a comment of a documented example', 'docs/a.md', '```ts\nf(); // answers 1\n```\n', '"answers"'],
    ['a page', 'demo/page/index.html', '<p>Whoever you are</p>', '"Whoever"'],
    ['a curly apostrophe', 'docs/a.md', 'It is nobody’s.\n', '"nobody’s"'],
  ])('%s', (_name, path, text, problem) => {
    const findings = checkPlainEnglish(path, text);
    expect(findings).toEqual([{ path, line: expect.any(Number), problem: expect.stringContaining(problem) }]);
  });

  test('names the line', () => {
    const text = '/** A. */\nconst a = 1;\n\n// One line,\n// and what\n// came along.\n';
    expect(checkPlainEnglish('src/a.ts', text).map(({ line }) => line)).toEqual([6]);
    const markdown = '# A\n\n```ts\nf();\n```\n\nThe server answered.\n';
    expect(checkPlainEnglish('docs/a.md', markdown).map(({ line }) => line)).toEqual([7]);
  });
});

describe('checkPlainEnglish: what it lets through', () => {
  test.each([
    ['an identifier of code', 'src/a.ts', 'const answer = told.whatever;'],
    ['a name in backticks', 'docs/a.md', 'The law `answers-as-the-model`, and the option `anchor`.\n'],
    ['an id', 'src/a.ts', "const id = 'answers-as-the-model';"],
    ['an import', 'src/a.ts', "import { a } from './answer.ts';"],
    ['code of a document', 'docs/a.md', '```sh\necho whatever\n```\n'],
    ['an answer of a person', 'src/client/a.ts', '/** The answer to a challenge. */'],
    ['a word that contains another', 'src/a.ts', '// Amended, foretold, enrolled.'],
  ])('%s', (_name, path, text) => {
    expect(checkPlainEnglish(path, text)).toEqual([]);
  });
});

describe('checkPlainEnglish: long lines', () => {
  const words = 'word '.repeat(20).trim();

  test.each([
    ['a line comment', 'src/a.ts', `// ${words}`],
    ['a docstring', 'src/a.ts', `/**\n * ${words}\n */`],
    ['a document', 'docs/a.md', `${words} ${words}`],
  ])('%s of more than 100 columns', (_name, path, text) => {
    expect(checkPlainEnglish(path, text)).toEqual([
      { path, line: expect.any(Number), problem: expect.stringContaining('more than 100') },
    ]);
  });

  test.each([
    ['100 columns', 'docs/a.md', `${words}s`],
    ['code', 'src/a.ts', `const a = '${words}';`],
    ['a table', 'docs/a.md', `| ${words} | ${words} |`],
    ['a link', 'docs/a.md', `${words} [a](b.md)`],
    ['an address', 'src/a.ts', `// ${words} https://example.org`],
    ['a code block', 'docs/a.md', `\`\`\`sh\n${words} ${words}\n\`\`\``],
    ['an example in a docstring', 'src/a.ts', `/**\n * \`\`\`ts\n * ${words}\n * \`\`\`\n */`],
  ])('%s may be', (_name, path, text) => {
    expect(checkPlainEnglish(path, text)).toEqual([]);
  });
});
