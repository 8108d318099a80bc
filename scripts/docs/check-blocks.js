/** Type-checks and runs the documentation's blocks against the built package. @module */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { assertComments } from './assert-comments.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');

/** The compiler options of a strict user. `check-package.js` checks the declarations themselves. */
const tsconfig = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    lib: ['es2023', 'dom', 'dom.iterable'],
    noUnusedLocals: false,
    outDir: 'out',
    rootDir: '.',
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['*.ts'],
};

const declarations =
  'declare function assertDocumented<Actual>(actual: Actual, expected: unknown): Actual;\n';

/** Imports each module separately, so that one failure hides no other, then exits in any case. */
const runner = `
  import { deepStrictEqual } from 'node:assert/strict';
  globalThis.assertDocumented = (actual, expected) => {
    deepStrictEqual(actual, expected);
    return actual;
  };
  console.log = () => {};
  let failed = false;
  for (const name of process.argv.slice(1)) {
    try {
      await import(name);
    } catch (error) {
      failed = true;
      console.error(name.split('/').at(-1) + ': ' + (error?.stack ?? error));
    }
  }
  process.exit(failed ? 1 : 0);
`;

/**
 * Compiles and runs the blocks. Each keeps the line numbers of its document:
 * `README.md.42.ts(44,1)` is README.md, line 44.
 *
 * @param {readonly import('./collect-blocks.js').Block[]} blocks
 * @param {string} folder where the blocks are written and run. It is inside the package, so that
 *   the package's own name resolves, and is emptied first.
 * @returns {{ run: number, fragments: number, assertions: number, failures: string }}
 *   `failures` is empty on success
 */
export function checkBlocks(blocks, folder) {
  const running = blocks.filter((block) => block.runs);
  const counts = { run: running.length, fragments: blocks.length - running.length, assertions: 0 };
  if (running.length === 0) return { ...counts, failures: 'no block found to run' };

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  writeFileSync(join(folder, 'assert-documented.d.ts'), declarations);
  for (const block of blocks) {
    const { code, assertions } = asserted(block);
    counts.assertions += assertions;
    writeFileSync(join(folder, `${nameOf(block)}.ts`), `${'\n'.repeat(block.line - 1)}${code}\n`);
  }

  const compiled = spawnSync(execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (compiled.status !== 0) return { ...counts, failures: compiled.stdout + compiled.stderr };

  const modules = running.map((block) => join(folder, 'out', `${nameOf(block)}.js`));
  const ran = spawnSync(execPath, ['--input-type=module', '--eval', runner, ...modules], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (ran.status === 0) return { ...counts, failures: '' };
  return { ...counts, failures: ran.stderr || `the blocks did not finish: ${ran.signal ?? ran.status}` };
}

/** @param {import('./collect-blocks.js').Block} block */
function asserted(block) {
  try {
    return assertComments(block.code);
  } catch (error) {
    throw new Error(
      `${block.file}:${block.line}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** @param {import('./collect-blocks.js').Block} block */
function nameOf(block) {
  return `${block.file.replaceAll('/', '-')}.${block.line}`;
}
