/** P29: no caller changes a constant of a module, which the whole process shares. @module */

import { resolve } from 'node:path';
import { Result } from 'neverthrow';
import { expect, test } from 'vitest';
import { repositoryFiles } from './repository-files.ts';

/** The core, and what the entries of the package export. */
const modules = repositoryFiles()
  .map(({ path }) => path)
  .filter((path) => /^src\/(?:(?:domain|use-cases)\/|[^/]+\.ts$|.*\/index\.ts$)/.test(path));

test('P29 every constant that a module exports is frozen, with everything in it', async () => {
  const findings: string[] = [];
  let constants = 0;
  for (const path of modules) {
    const exported = (await import(resolve(path))) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(exported)) {
      if (value === Result) continue; // neverthrow's
      if (typeof value === 'object') constants++;
      findings.push(...changeable(value, `${path}: ${name}`));
    }
  }
  expect(constants).toBeGreaterThan(20);
  expect(findings).toEqual([]);
});

test('changeable: finds what is planted, at any depth', () => {
  expect(changeable(Object.freeze({ a: Object.freeze([1, Object.freeze({})]) }), 'it')).toEqual([]);
  expect(changeable({}, 'it')).toEqual(['it']);
  expect(changeable(Object.freeze({ a: Object.freeze([[]]) }), 'it')).toEqual(['it.a.0']);
});

/** The arrays and plain objects within a value that can be changed. */
function changeable(value: unknown, where: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return [];
  const inside = Object.entries(value).flatMap(([name, part]) => changeable(part, `${where}.${name}`));
  return Object.isFrozen(value) ? inside : [where, ...inside];
}
