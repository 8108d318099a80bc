/** The kit has teeth: every broken storage dies by a law that names the promise, and every law kills one. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import { storageLaws } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { notAtomic } from './broken/not-atomic.ts';
import { wrongRules } from './broken/wrong-rules.ts';
import { wrongTexts, wrongTimes } from './broken/wrong-times-and-texts.ts';

const all = [...notAtomic, ...wrongRules, ...wrongTimes, ...wrongTexts];
/** The seed makes each death repeatable; any other finds it too. */
const seed = 20260101;

describe.each(all.map((storage) => [storage.name, storage] as const))('%s', (_name, { create, diesBy }) => {
  test.each(diesBy)('dies by %s', async (id) => {
    const law = storageLaws(create, { seed, runs: 1000 }).find((one) => one.id === id);
    expect(law, `there is no law ${id}`).toBeDefined();
    const death = await law!.run().then(
      () => 'it lives',
      (error: Error) => error.message,
    );
    expect(death).toMatch(new RegExp(`^${law!.promise} is broken: `));
    expect(death).toContain(`law:  ${id}`);
    expect(death).toMatch(/seed: -?\d+\npath: [\d:]+\n/);
    expect(death).toContain('in the order run');
    expect(death, 'it dies of the law, not of a mistake').not.toMatch(
      /is not defined|is not a function|Cannot read/,
    );
  });
});

test('every law kills a broken storage', () => {
  const killers = new Set(all.flatMap(({ diesBy }) => diesBy));
  const laws = storageLaws(() => ({ storage: createMemoryStorage() })).map(({ id }) => id);
  expect(laws.filter((id) => !killers.has(id))).toEqual([]);
  expect([...killers].filter((id) => !laws.includes(id))).toEqual([]);
});

test('there are at least a dozen ways to be broken, each told apart by its name', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(12);
});
