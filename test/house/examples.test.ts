/** The examples are small, pinned and alike, and the recipes show exact lines of them. @module */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examples } from '../../scripts/install-examples.js';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const maxLines = 60;

test('there is one for each transport', () => {
  expect(examples).toEqual(['ddp', 'express', 'fastify', 'hono', 'nest', 'node']);
});

describe.each(examples)('examples/%s', (name) => {
  const files = readdirSync(join('examples', name)).filter((file) => file.endsWith('.ts'));

  test(`each file says its purpose, within ${maxLines} lines`, () => {
    const wrong = files.filter((file) => {
      const text = readFileSync(join('examples', name, file), 'utf8');
      return text.trimEnd().split('\n').length > maxLines || !/^\/\*\*[^]+?@module\s*\*\//.test(text);
    });
    expect(files.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  test('the code that represents the application is the same in all', () => {
    const shared = files.filter((file) => ['application.ts', 'management.ts'].includes(file));
    expect(shared).toContain('application.ts');
    for (const file of shared)
      expect(readFileSync(join('examples', name, file), 'utf8')).toBe(
        readFileSync(join('examples/node', file), 'utf8'),
      );
  });

  test('its dependencies are pinned, and are not dependencies of the package', () => {
    const { dependencies, devDependencies } = manifestIn(join('examples', name));
    const { 'second-factor': library, ...frameworks } = dependencies;
    expect(library).toBe('file:../..');
    for (const version of Object.values({ ...frameworks, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const ours = manifestIn('.');
    const all = Object.keys({ ...ours.dependencies, ...ours.devDependencies });
    expect(Object.keys(frameworks).filter((framework) => all.includes(framework))).toEqual([]);
  });

  test('has a recipe that shows it', () => {
    const shown = shownBlocks(`docs/recipes/${name}.md`);
    expect(shown.some(({ path }) => path.startsWith(`examples/${name}/`))).toBe(true);
  });
});

test('recipes: blocks that show an example are exact lines of it', () => {
  const shown = readdirSync('docs/recipes').flatMap((page) => shownBlocks(join('docs/recipes', page)));
  expect(shown.length).toBeGreaterThan(examples.length);
  expect(shown.filter(({ path, code }) => !isPartOf(code, readFileSync(path, 'utf8')))).toEqual([]);
});

test('isPartOf: finds a line that differs, is missing or is cut', () => {
  const file = 'one();\n  two();\nthree();\n';
  expect(isPartOf('one();\n  two();', file)).toBe(true);
  const others = ['one();\ntwo();', 'one();\nthree();', 'ne();\n  two();', 'one();\n  two()', ''];
  expect(others.filter((code) => isPartOf(code, file))).toEqual([]);
});

function isPartOf(code: string, file: string): boolean {
  return code !== '' && `\n${file}`.includes(`\n${code}\n`);
}

/** The blocks of a page that show lines of a file: `ts from PATH`. */
function shownBlocks(
  page: string,
): readonly { readonly page: string; readonly path: string; readonly code: string }[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```ts from (\S+)\n([^]*?)\n```$/gm);
  return [...blocks].map(([, path = '', code = '']) => ({ page, path, code }));
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
