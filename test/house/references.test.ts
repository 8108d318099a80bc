/** Every promise, law, document and path that the repository names exists. @module */

import { existsSync, readdirSync } from 'node:fs';
import { createMemoryStorage } from 'second-factor/adapters/memory';
import { embeddedPorts } from 'second-factor/embedded';
import { facadeLaws, storageLaws } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { createTwoFactor } from '../../src/index.ts';
import { defaultPolicy } from '../support/world.ts';
import { checkReferences } from './check-references.ts';
import { isClean } from './clean-folders.ts';
import { linesOf, reportByFolder } from './findings.ts';
import { documentedPromises } from './promises.ts';
import { repositoryFiles } from './repository-files.ts';

const promises = documentedPromises();
const names = new Set(promises.map(({ name }) => name));

const laws = [
  ...storageLaws(() => ({ storage: createMemoryStorage() })),
  ...facadeLaws({
    policy: defaultPolicy,
    createTwoFactor,
    createPorts: (parts) => embeddedPorts(parts),
  }),
];

test('the clean folders refer only to what exists', () => {
  const findings = repositoryFiles().flatMap((file) => checkReferences(file, names));
  reportByFolder('references to what does not exist', findings);
  expect(linesOf(findings.filter(({ path }) => isClean(path)))).toEqual([]);
});

describe('docs/promises.md', () => {
  test('has the promises in order, each once', () => {
    const numbers = promises.map(({ name }) => Number(name.slice(1)));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    expect(promises.length).toBeGreaterThanOrEqual(22);
  });

  test('names only tests that exist', () => {
    expect(promises.flatMap(({ tests }) => tests).filter((path) => !existsSync(path))).toEqual([]);
  });

  test.each(promises)('$name: lists the tests that are named after it', ({ name, tests }) => {
    const prefix = `p${name.slice(1).padStart(2, '0')}-`;
    const own = readdirSync('test/promises').filter((file) => file.startsWith(prefix));
    expect(own).not.toEqual([]);
    expect(tests).toEqual(expect.arrayContaining(own.map((file) => `test/promises/${file}`)));
  });

  test.each(promises)('$name: lists exactly the laws of the kit that hold it', ({ name, laws: listed }) => {
    const own = laws.filter(({ promise }) => promise === name).map(({ id }) => id);
    expect(listed.toSorted()).toEqual(own.toSorted());
  });
});

describe('checkReferences: planted references', () => {
  test.each([
    ['a promise in a comment', 'src/a.ts', '/** Kept by P99. */', 'docs/promises.md does not have P99'],
    ['a promise in a title', 'test/a.test.ts', "test('P98 holds', () => {});", 'does not have P98'],
    ['a promise in a document', 'docs/a.md', 'See P97.', 'does not have P97'],
    ['a document in a comment', 'src/a.ts', '/** As DESIGN.md says. */', 'no document DESIGN.md'],
    ['a document in a folder', 'src/a.ts', '// shared/DESIGN.md', 'no document shared/DESIGN.md'],
    ['a document in a document', 'docs/a.md', 'See `nothing.md`.', 'no document nothing.md'],
    ['a source file', 'src/a.ts', '// As in src/nothing.ts.', 'no path src/nothing.ts'],
    ['a folder', 'CONTRIBUTING.md', '`npx vitest run test/nothing`', 'no path test/nothing'],
    ['a path in a string', 'test/a.ts', "const a = 'test/nothing.ts';", 'no path test/nothing.ts'],
    ['a path in a code block', 'docs/a.md', '```sh\nnode scripts/nothing.js\n```', 'scripts/nothing.js'],
    ['a path inside a ring', 'src/a.ts', '// `ports/nothing.ts`', 'src has no ports/nothing.ts'],
    ['a link', 'docs/a.md', 'See [it](../nothing).', 'nothing to link to at ../nothing'],
  ])('%s', (_name, path, text, problem) => {
    const findings = checkReferences({ path, text }, names);
    expect(findings).toEqual([{ path, line: expect.any(Number), problem: expect.stringContaining(problem) }]);
  });
});

describe('checkReferences: what it lets through', () => {
  test.each([
    ['a promise', 'src/a.ts', '/** Kept by P1 and P22. */'],
    ['another name with a number', 'src/a.ts', '// P256, P0, MP3 and p50.'],
    ['a document by its path', 'src/a.ts', '// docs/redis.md'],
    ['a document by its name', 'src/a.ts', '// redis.md and README.md'],
    ['a document beside the document', 'docs/a.md', 'See [Redis](redis.md#keys).'],
    ['a path', 'src/a.ts', '// `src/index.ts`, test/house, and `ports/storage.ts`.'],
    ['a pattern', 'docs/a.md', 'src/**, src/adapters/<name>/, test/*.test.ts'],
    ['an address', 'docs/a.md', 'https://example.org/docs/nothing.md'],
    ['code of a document that looks like a link', 'docs/a.md', '```ts\na[0](nothing);\n```'],
    ['an import', 'src/a.ts', "import { a } from '../src/nothing.ts';"],
    ['code', 'src/a.ts', 'const P99 = test/nothing;'],
  ])('%s', (_name, path, text) => {
    expect(checkReferences({ path, text }, names)).toEqual([]);
  });
});
