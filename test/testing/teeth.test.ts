/** The laws of the storage port kill every broken twin, and each law kills one. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import { storageLaws } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { brokenStorages } from './broken/broken-storages.ts';

/** Makes each failure repeatable. Other seeds find the failures as well. */
const seed = 20260101;

describe.each(brokenStorages.map((twin) => [twin.name, twin] as const))('%s', (_name, { create, diesBy }) => {
  test.each(diesBy)('is killed by %s', async (id) => {
    const law = storageLaws(create, { seed, runs: 1000 }).find((other) => other.id === id);
    expect(law, `there must be a law ${id}`).toBeDefined();
    const message = await law!.run().then(
      () => 'the law holds',
      (error: Error) => error.message,
    );
    expect(message).toMatch(new RegExp(`^${law!.promise} is broken: `));
    expect(message).toContain(`law:  ${id}`);
    expect(message).toMatch(/seed: -?\d+\npath: [\d:]+\n/);
    expect(message).toContain('in the order run');
    expect(message, 'the law kills the twin, not a bug in the twin').not.toMatch(
      /is not defined|is not a function|Cannot read/,
    );
  });
});

test('each law kills a broken twin, and each twin names existing laws', () => {
  const killers = new Set(brokenStorages.flatMap(({ diesBy }) => diesBy));
  const laws = storageLaws(() => ({ storage: createMemoryStorage() })).map(({ id }) => id);
  expect(laws.filter((id) => !killers.has(id))).toEqual([]);
  expect([...killers].filter((id) => !laws.includes(id))).toEqual([]);
});

test('there are at least a dozen broken twins, each with a unique name', () => {
  expect(new Set(brokenStorages.map(({ name }) => name)).size).toBe(brokenStorages.length);
  expect(brokenStorages.length).toBeGreaterThanOrEqual(12);
});
