/** The lint script finds a dropped Result, and reports when it checked no file. @module */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findDroppedResults } from '../../scripts/must-use-results.js';

const folder = resolve('.cache/dropped-results');

const planted = `import { err, ok, okAsync, type Result } from 'neverthrow';
function half(n: number): Result<number, 'odd'> {
  return n % 2 === 0 ? ok(n / 2) : err('odd');
}
export async function drops(): Promise<void> {
  half(1);
  await okAsync(2);
  okAsync(3);
  half(4).map((n) => n + 1);
  [5].forEach((n) => { half(n); });
}
export function keeps(): number {
  void half(1);
  half(2).match(() => 1, () => 2);
  let kept: Result<number, 'odd'>;
  kept = half(4);
  if (kept.isErr()) return 0;
  return half(3).unwrapOr(0);
}
`;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  const compilerOptions = { module: 'nodenext', strict: true, target: 'es2023', types: [] };
  writeFileSync(join(folder, 'planted.ts'), planted);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['planted.ts'] }));
  writeFileSync(
    join(folder, 'tsconfig.empty.json'),
    JSON.stringify({ compilerOptions, include: ['none.ts'] }),
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('findDroppedResults: finds every dropped Result and ResultAsync, and no used one', () => {
  const { files, dropped } = findDroppedResults(join(folder, 'tsconfig.json'));
  expect(files).toBe(1);
  expect(dropped.map((finding) => Number(/:(\d+):/.exec(finding)?.[1]))).toEqual([6, 7, 8, 9, 10]);
});

test('findDroppedResults: reports that it checked no file', () => {
  expect(findDroppedResults(join(folder, 'tsconfig.empty.json'))).toEqual({ files: 0, dropped: [] });
});
