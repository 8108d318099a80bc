/** P19: every storage that the package exports is put through the same laws. @module */

import { describe, expect, test } from 'vitest';
import { repositoryFiles } from '../house/repository-files.ts';

const files = repositoryFiles();
const tests = files.filter(({ path }) => path.startsWith('test/'));

/** The factories of storages that the adapters export, such as `createMemoryStorage`. */
const factories = files
  .filter(({ path }) => /^src\/adapters\/[\w-]+\/index\.ts$/.test(path))
  .flatMap(({ text }) => text.match(/\bcreate\w*Storage\b/g) ?? []);

test('P19 the package exports memory and Redis storages', () => {
  expect(factories).toEqual(expect.arrayContaining(['createMemoryStorage', 'createRedisStorage']));
});

describe('P19 every storage', () => {
  test.each(factories)('%s is put through the laws by a test', (factory) => {
    const calls = [`${factory}(`, 'storageLaws(', 'register('];
    const registering = tests.filter(({ text }) => calls.every((call) => text.includes(call)));
    expect(registering.map(({ path }) => path)).not.toEqual([]);
  });
});
