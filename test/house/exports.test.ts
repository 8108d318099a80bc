/** Each entry of package.json has a source, a weight rule and a path for the compiler. @module */

import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { sourceOfExports } from '../../scripts/exports.js';
import { entryRules } from '../../scripts/package/entry-rules.js';
import { checkWeight, weighEntry } from '../../scripts/package/weigh-entry.js';

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
}

const sources = sourceOfExports();

test('exports: every entry has a source file', () => {
  expect(Object.entries(sources).filter(([, source]) => !existsSync(source))).toEqual([]);
});

test('exports: every entry has a rule for what it may weigh and load', () => {
  expect(Object.keys(sources).filter((entry) => entryRules[entry] === undefined)).toEqual([]);
});

test('exports: types and code come from one build, and no key is a wildcard', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  for (const [entry, target] of Object.entries(exports)) {
    expect(entry).not.toContain('*');
    if (entry === './package.json') continue;
    const code = (target as { readonly default: string }).default;
    expect(target).toEqual({ types: code.replace(/\.js$/, '.d.ts'), default: code });
  }
});

test('exports: the compiler resolves every entry to the same source', () => {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as {
    readonly config: {
      readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> };
    };
  };
  const expected = Object.entries(sources).map(([entry, source]) => [entry, [`./${relative('.', source)}`]]);
  expect(config.compilerOptions.paths).toMatchObject(Object.fromEntries(expected));
});

describe('checkWeight', () => {
  const light = { bytes: 1000, packages: [], builtins: [] };

  test.each([
    ['no rule', light, undefined, 'has no rule'],
    ['one byte too many', light, { packages: [], maxBytes: 999 }, 'weighs 1000 bytes'],
    [
      'a package that is not allowed',
      { ...light, packages: ['redis'] },
      { packages: ['neverthrow'] },
      'loads the package redis',
    ],
    ['a module of Node', { ...light, builtins: ['node:fs'] }, { packages: [] }, 'loads node:fs'],
  ])('complains of %s', (_name, weight, rule, complaint) => {
    expect(checkWeight('second-factor/planted', weight, rule)).toEqual([expect.stringContaining(complaint)]);
  });

  test('accepts an entry of exactly the maximum weight', () => {
    expect(checkWeight('second-factor/planted', light, { packages: [], maxBytes: 1000 })).toEqual([]);
  });
});

test('weighEntry: returns the packages and Node modules that an entry loads, and their weight', async () => {
  const light = await weighEntry('neverthrow', '.');
  expect(light.packages).toEqual(['neverthrow']);
  expect(light.builtins).toEqual([]);

  const hashes = await weighEntry('@noble/hashes/sha2.js', '.');
  expect(hashes.packages).toEqual(['@noble/hashes']);
  expect(hashes.bytes).toBeGreaterThan(1000);
  expect(hashes.bytes).toBeLessThan(20_000);
});

test('weighEntry: names the Node modules that an entry loads', async () => {
  expect((await weighEntry('./scripts/exports.js', '.')).builtins).toEqual([
    'node:fs',
    'node:path',
    'node:url',
  ]);
});
