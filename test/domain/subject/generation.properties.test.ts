/** Where the generation of a subject begins (P11, P26). @module */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstGeneration, isCurrent } from '../../../src/domain/subject/generation.ts';
import { emptyRecord } from '../../../src/domain/subject/subject-record.ts';

test('P26 firstGeneration: any attempt begins at 1 to 2^31 − 1', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (attemptId) => {
      const generation = firstGeneration(attemptId);
      expect(Number.isInteger(generation) && generation >= 1 && generation < 2 ** 31).toBe(true);
    }),
  );
});

test('P26 firstGeneration: ids that differ in one character begin at different generations', () => {
  const start = 'A'.repeat(22);
  const others = Array.from({ length: 22 }, (_, index) =>
    [...'BCDXYZabcxyz0189-_'].map((other) => start.slice(0, index) + other + start.slice(index + 1)),
  ).flat();
  expect(new Set([start, ...others].map(firstGeneration)).size).toBe(1 + others.length);
});

test.each([
  ['an absent record', 0, ''],
  ['a record that was begun since', 7, ''],
  ['a record that was changed since', 7, 'a change'],
])('P26 isCurrent: a permission that saw no record does not fit %s', (_, generation, changedBy) => {
  expect(isCurrent({ ...emptyRecord, generation, changedBy }, 0)).toBe(false);
});

test('P11 isCurrent: a permission that saw a record fits that generation alone', () => {
  const record = { ...emptyRecord, generation: 7 };
  expect([0, 1, 6, 7, 8].filter((generation) => isCurrent(record, generation))).toEqual([7]);
  expect([0, 6, 7, 8].filter((seen) => isCurrent({ ...record, changedBy: 'a change' }, seen))).toEqual([7]);
});
