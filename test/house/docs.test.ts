/** The `ts` blocks of documents compile against the built package and run. @module */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildLibrary } from '../../scripts/build.js';
import { assertComments } from '../../scripts/docs/assert-comments.js';
import { checkBlocks } from '../../scripts/docs/check-blocks.js';
import { collectBlocks } from '../../scripts/docs/collect-blocks.js';
import { repositoryFiles } from './repository-files.ts';

beforeAll(() => {
  if (!buildLibrary({ ifStale: true })) throw new Error('the package does not build: run `npm run build`');
});

test('README, docs and docstrings: every block compiles, runs and has the documented values', () => {
  const blocks = collectBlocks(resolve('.'));
  const { failures, ...counts } = checkBlocks(blocks, resolve('.cache/docs'));
  expect(failures).toBe('');
  expect(counts.run).toBeGreaterThan(0);
  expect(counts.assertions).toBeGreaterThan(0);
  console.log(
    `${counts.run} blocks ran, ${counts.fragments} fragments compiled, ${counts.assertions} values matched`,
  );
});

test('no document, docstring or example shows _unsafeUnwrap, which people would copy', () => {
  const documents = repositoryFiles().filter(({ path }) => /\.md$|^(?:src|demo|examples)\//.test(path));
  expect(documents.map(({ path }) => path)).toContain('README.md');
  expect(documents.filter(({ text }) => text.includes('_unsafeUnwrap')).map(({ path }) => path)).toEqual([]);
});

describe('checkBlocks: finds what is planted, with its line', () => {
  const folder = resolve('.cache/docs-planted');

  test('no block', () => {
    expect(checkBlocks([], folder).failures).toContain('no block found');
    expect(checkBlocks([block('1;', { runs: false })], folder).failures).toContain('no block found');
  });

  test('a wrong value and a throw, and nothing else', () => {
    const { failures } = checkBlocks(
      [
        block('const n: number = 1 + 1; // => 3', { line: 10 }),
        block('[1, 2].map((n) => n * 2); // => [2, 4]', { line: 20 }),
        block("throw new Error('planted');", { line: 30 }),
        block("throw new Error('compiled only');", { line: 40, runs: false }),
      ],
      folder,
    );
    expect(failures).toContain('README.md.10.js');
    expect(failures).not.toContain('README.md.20');
    expect(failures).toContain('README.md.30.js: Error: planted');
    expect(failures).not.toContain('README.md.40');
  });

  test('a type error and an unknown export, in fragments too', () => {
    const { failures } = checkBlocks(
      [
        block("export const a: number = '';", { line: 7 }),
        block("import { nothing } from 'second-factor/nothing';\nnothing();", { line: 17, runs: false }),
      ],
      folder,
    );
    expect(failures).toMatch(/README\.md\.7\.ts\(7,.*TS2322/);
    expect(failures).toMatch(/README\.md\.17\.ts\(17,.*TS2307/);
  });

  test('a value that nothing checks', () => {
    expect(() => checkBlocks([block('if (true) { // => 1\n}', { line: 5 })], folder)).toThrow(
      /README\.md:5: 1 of 1/,
    );
  });

  function block(
    code: string,
    { line = 1, runs = true }: { readonly line?: number; readonly runs?: boolean },
  ) {
    return { file: 'README.md', line, code, runs };
  }
});

describe('assertComments', () => {
  test.each([
    ['f(1); // => 2', 'assertDocumented(f(1), (2)); // => 2'],
    ['f(1) // => 2', 'assertDocumented(f(1), (2)) // => 2'],
    ['await f(1); // => 2', 'assertDocumented(await f(1), (2)); // => 2'],
    ['const a = f(1); // => 2', 'const a = assertDocumented(f(1), (2)); // => 2'],
    ['console.log(f(1)); // => 2', 'console.log(assertDocumented(f(1), (2))); // => 2'],
    ['f(\n  1,\n); // => { a: 2 }', 'assertDocumented(f(\n  1,\n), ({ a: 2 })); // => { a: 2 }'],
    ['f(() => {\n  g(); // => 1\n});', 'f(() => {\n  assertDocumented(g(), (1)); // => 1\n});'],
    ['f(1);\n// => 2', 'assertDocumented(f(1), (2));\n// => 2'],
    ['f(1); // a note', 'f(1); // a note'],
  ])('%s', (code, expected) => {
    expect(assertComments(code).code).toBe(expected);
  });
});

describe('collectBlocks', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'second-factor-docs-'));
    mkdirSync(join(folder, 'docs'));
    mkdirSync(join(folder, 'src'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('collects the ts blocks and fragments of documents and docstrings, with their lines', () => {
    write('README.md', 'a\n```ts\nconst a = 1;\n\na;\n```\n```sh\nls\n```\n```ts fragment\nb;\n```\n');
    write('docs/page.md', '- item\n\n  ```ts\n  c;\n  ```\n\n```ts from examples/a.ts\nf;\n```\n');
    write('src/a.ts', '/** A. @module */\n\n/**\n * @example\n * ```ts\n * d;\n *\n * e;\n * ```\n */\n');
    expect(collectBlocks(folder)).toEqual([
      { file: 'README.md', line: 3, code: 'const a = 1;\n\na;', runs: true },
      { file: 'README.md', line: 11, code: 'b;', runs: false },
      { file: 'docs/page.md', line: 4, code: 'c;', runs: true },
      { file: 'src/a.ts', line: 6, code: 'd;\n\ne;', runs: true },
    ]);
  });

  test.each([
    ['README.md', '```ts nocheck\na;\n```\n', 'unknown block kind "nocheck"'],
    ['README.md', '```ts\na;\n', 'never closed'],
    ['src/a.ts', '/**\n * @example\n * a();\n */\n', '```ts block'],
  ])('%s: %j', (file, text, complaint) => {
    write(file, text);
    expect(() => collectBlocks(folder)).toThrow(complaint);
  });

  function write(path: string, text: string): void {
    writeFileSync(join(folder, path), text);
  }
});
