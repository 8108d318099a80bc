/** Every promise, document, path and law that a text names exists. @module */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What the texts may refer to. */
interface Repository {
  readonly promises: ReadonlySet<string>;
  /** Whether there is a file or folder, by its path from the root. */
  has(path: string): boolean;
}

/** Tests that plant paths and promises which do not exist. */
const plantedIn = [
  'test/house/architecture.test.ts',
  'test/house/compiler-rings.test.ts',
  'test/house/docs.test.ts',
  'test/house/plain-english.test.ts',
  'test/house/references.test.ts',
];

/** Files whose references are still to be corrected. The list only shrinks. */
const knownGaps = [
  'CONTRIBUTING.md',
  'docs/redis.md',
  'test/client/wire-server.ts',
  'test/facade/model/authorize.ts',
  'test/facade/model/limits.ts',
  'test/facade/model/manage.ts',
  'test/facade/model/settings.ts',
];

const promise = /\bP[1-9]\d?\b/g;
const heading = /^## (P\d+)\b/gm;
/** A document by its file name, or by the bare name of a design document. */
const documentName =
  /(?<![\w./$-])(?:\.{1,2}\/)*(?:[\w-]+\/)*[\w-]+\.md\b|\b(?:DESIGN|STORAGE|STYLE|WIRE)\b/g;
const link = /\]\(([^)\s]+)\)/g;
const rootFolders = /(?<![\w./$-])(?:bench|demo|docs|examples|scripts|src|test)\/[\w./-]*/g;
/** Documents name source files without `src/`. */
const sourceFile = /(?<![\w./$-])(?:adapters|audit|client|domain|ports|testing|use-cases)\/[\w/-]+\.ts\b/g;

/** What a text names and the repository does not have. */
function brokenReferences(path: string, text: string, { promises, has }: Repository): readonly string[] {
  const folder = posix.dirname(path);
  const find = (pattern: RegExp): readonly string[] => text.match(pattern) ?? [];
  const documentFolders = [folder, '.', 'docs'];
  const links = path.endsWith('.md') ? [...text.matchAll(link)].map(([, target = '']) => target) : [];
  const localLinks = links.filter((target) => !/^(?:https?:|mailto:|#)/.test(target));
  const broken = [
    ...find(promise).filter((name) => !promises.has(name)),
    ...find(documentName).filter((name) => !documentFolders.some((from) => has(posix.join(from, name)))),
    ...localLinks.filter((target) => !has(posix.join(folder, target.replace(/#.*/, '')))),
    ...find(rootFolders).filter((name) => !has(name.replace(/[./]+$/, ''))),
    ...find(sourceFile).filter((name) => !has(`src/${name}`) && !has(`test/${name}`)),
  ];
  return [...new Set(broken)];
}

/** The laws that each promise names, as `P1 one-code-grants-once`. */
function namedLaws(promisesText: string): readonly string[] {
  return promisesText.split(/^(?=## P)/m).flatMap((section) => {
    const [, number = ''] = /^## (P\d+)/.exec(section) ?? [];
    const paragraphs = section.match(/^Laws? of [\s\S]*?\n\n/gm) ?? [];
    return paragraphs.flatMap((laws) => [...laws.matchAll(/`([\w-]+)`/g)].map(([, id]) => `${number} ${id}`));
  });
}

/** The laws of the kit, in the same form. */
function lawsIn(source: string): readonly string[] {
  return [...source.matchAll(/\bid: '([\w-]+)',\s+promise: '(P\d+)'/g)].map(([, id, of]) => `${of} ${id}`);
}

const documents = readdirSync('.').filter((name) => name.endsWith('.md'));
const files = [...documents, ...['docs', 'src', 'test'].flatMap(textsUnder)];
const texts = new Map(files.map((path) => [path, readFileSync(path, 'utf8')]));
const promisesText = texts.get('docs/promises.md') ?? '';
const repository: Repository = {
  promises: new Set([...promisesText.matchAll(heading)].map(([, name = '']) => name)),
  has: (path) => existsSync(path),
};

function textsUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:[jt]s|md|lua)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'))
    .filter((path) => !path.includes('/node_modules/'));
}

test('every promise, document and path that is named exists', () => {
  const broken = [...texts]
    .filter(([path]) => ![...plantedIn, ...knownGaps].includes(path))
    .flatMap(([path, text]) => brokenReferences(path, text, repository).map((name) => `${path}: ${name}`));
  expect(broken).toEqual([]);
});

test('every law that docs/promises.md names is a law of that promise', () => {
  const laws = new Set(files.filter((path) => path.startsWith('src/testing/')).flatMap(lawsOf));
  const named = namedLaws(promisesText);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((law) => !laws.has(law))).toEqual([]);
});

function lawsOf(path: string): readonly string[] {
  return lawsIn(texts.get(path) ?? '');
}

test('every promise has a text and a test file', () => {
  const sections = promisesText.split(/^(?=## P)/m).slice(1);
  expect(sections).toHaveLength(repository.promises.size);
  expect(sections.filter((section) => !/\]\(\.\.\/test\/[\w./-]+\.test\.ts\)/.test(section))).toEqual([]);
});

test('the exempt files exist', () => {
  expect([...plantedIn, ...knownGaps].filter((path) => !texts.has(path))).toEqual([]);
});

describe('planted references are caught', () => {
  const planted: Repository = {
    promises: new Set(['P1']),
    has: (path) => ['src/index.ts', 'src/ports/clock.ts', 'docs/http.md', 'README.md'].includes(path),
  };

  test.each([
    ['a promise', 'src/a.ts', '// P1 and P99', ['P99']],
    ['a document', 'src/a.ts', '/** See docs/http.md and LOST.md. */', ['LOST.md']],
    ['a design document', 'src/a.ts', '/** As WIRE.md and DESIGN 5 say. */', ['WIRE.md', 'DESIGN']],
    [
      'a document beside another',
      'docs/a.md',
      'See http.md and [home](../README.md), not lost.md.',
      ['lost.md'],
    ],
    ['a link', 'docs/a.md', '[a](../src/index.ts#L1) [b](../src/lost.ts)', ['../src/lost.ts']],
    ['a path in a string', 'test/a.ts', "read('src/index.ts'); read('src/lost.ts');", ['src/lost.ts']],
    ['a folder', 'README.md', 'npx vitest run test/lost', ['test/lost']],
    ['a source file', 'README.md', '`ports/clock.ts` and `ports/lost.ts`', ['ports/lost.ts']],
  ])('%s', (_title, path, text, broken) => {
    expect(brokenReferences(path, text, planted)).toEqual(broken);
  });

  test.each([
    ['an address', 'See [RFC](https://example.org/src/lost.ts) and [below](#lost).'],
    ['an import', "import { a } from '../ports/lost.ts';"],
    ['a sub-path of the package', 'second-factor/adapters/lost'],
    ['a shell variable', 'curl $demo/api/lost'],
  ])('but not %s', (_title, text) => {
    expect(brokenReferences('README.md', text, planted)).toEqual([]);
  });

  test('a law of another promise', () => {
    const named = namedLaws(
      '## P1 One\n\nLaws of a storage: `a-law`,\n`b-law`.\n\n## P2 Two\n\nLaw of a façade: `c-law`.\n\n',
    );
    expect(named).toEqual(['P1 a-law', 'P1 b-law', 'P2 c-law']);
    expect(lawsIn("{\n  id: 'a-law',\n  promise: 'P2',\n}")).toEqual(['P2 a-law']);
  });
});
