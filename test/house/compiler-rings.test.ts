/** A `process`, `fetch` or adapter planted in the core does not compile. @module */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const tsc = resolve('node_modules/@typescript/native/bin/tsc');
let copy = '';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'second-factor-rings-'));
  for (const path of [
    'package.json',
    'src',
    'tsconfig.base.json',
    'tsconfig.core.json',
    'tsconfig.client.json',
  ]) {
    cpSync(path, join(copy, path), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction');
});

afterEach(() => {
  rmSync(copy, { recursive: true, force: true });
});

test('the core compiles without Node and without the dom', () => {
  expect(compile('tsconfig.core.json')).toEqual({ accepted: true, output: '' });
});

test('the core refuses Node, the dom and adapters', () => {
  write('src/adapters/planted/index.ts', 'export const planted: number = 1;');
  write('src/domain/planted-process.ts', 'export const planted: unknown = process.env;');
  write('src/domain/planted-buffer.ts', "export const planted: unknown = Buffer.from('');");
  write('src/ports/planted-fetch.ts', 'export const planted: unknown = fetch;');
  write('src/use-cases/planted-timer.ts', 'export const planted: unknown = setTimeout;');
  write('src/use-cases/planted-node.ts', "export { createHmac } from 'node:crypto';");
  write('src/domain/planted-adapter.ts', "export { planted } from '../adapters/planted/index.ts';");

  const { accepted, output } = compile('tsconfig.core.json');
  expect(accepted).toBe(false);
  expect(output.split('\n')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^src\/domain\/planted-process\.ts.*Cannot find name 'process'/),
      expect.stringMatching(/^src\/domain\/planted-buffer\.ts.*Cannot find name 'Buffer'/),
      expect.stringMatching(/^src\/ports\/planted-fetch\.ts.*Cannot find name 'fetch'/),
      expect.stringMatching(/^src\/use-cases\/planted-timer\.ts.*Cannot find name 'setTimeout'/),
      expect.stringMatching(/^src\/use-cases\/planted-node\.ts.*Cannot find name 'node:crypto'/),
      expect.stringMatching(/^src\/domain\/planted-adapter\.ts.*is not listed within the file list/),
    ]),
  );
});

test('the client refuses Node', () => {
  write('src/client/planted.ts', 'export const planted: unknown = process.env;');
  expect(compile('tsconfig.client.json').output).toContain("Cannot find name 'process'");
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

function compile(project: string): { readonly accepted: boolean; readonly output: string } {
  const run = spawnSync(process.execPath, [tsc, '-p', project, '--noEmit', '--pretty', 'false'], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { accepted: run.status === 0, output: run.stdout + run.stderr };
}
