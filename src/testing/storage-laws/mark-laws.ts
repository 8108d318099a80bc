/** Laws of the mark: a storage belongs to the first root key that it sees (P23). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { DeploymentMark } from '../../domain/keys/keyed-names.ts';
import { count, withRetries } from './calls.ts';
import { races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { subjectWithTotp } from './subjects.ts';

const marks = ['one', 'another', 'a-third'].map((name) => name.padEnd(22, 'A') as DeploymentMark);
const [one, another] = marks as [DeploymentMark, DeploymentMark, DeploymentMark];

const firstMarkStays = storageLaw({
  id: 'the-first-mark-stays',
  promise: 'P23',
  name: 'of any concurrent marks an empty storage keeps exactly one, and every other is another for good',
  ownStorage: true,
  inputs: fc.record({
    race: races({ faults: true }),
    asked: fc.array(fc.constantFrom(...marks), { minLength: 2, maxLength: 6 }),
  }),
  maxRuns: 50,
  async check(fixture, { race, asked }) {
    const outcomes = await fixture.race(
      race,
      asked.map((mark) => async (storage) => withRetries(() => storage.recognize({ mark }))),
    );
    const after = await Promise.all(marks.map((mark) => fixture.storage.recognize({ mark })));
    equal(count(after, 'same'), 1, 'the storage keeps one of the marks');
    equal(count(after, 'other'), marks.length - 1, 'every other mark is another');
    const kept = marks[after.indexOf('same')];
    ok(count(outcomes, 'first') <= 1, 'at most one call is the first');
    deepEqual(
      outcomes.map((outcome) => outcome !== 'other'),
      asked.map((mark) => mark === kept),
      'a call with another mark is refused, and no call with this one is',
    );
  },
});

const marksAreApart = storageLaw({
  id: 'the-mark-outlives-every-subject',
  promise: 'P23',
  name: 'nothing that is done to subjects changes which mark a storage has',
  ownStorage: true,
  inputs: fc.record({ resets: fc.boolean() }),
  maxRuns: 4,
  async check(fixture, { resets }) {
    const { storage } = fixture;
    equal(await storage.recognize({ mark: one }), 'first', 'an empty storage has no mark');
    const { tag } = await subjectWithTotp(fixture);
    if (resets) await storage.reset(tag, { attemptId: fixture.attempt(), tokens: 'all' });
    equal(await storage.recognize({ mark: another }), 'other', 'another mark');
    equal(await storage.recognize({ mark: one }), 'same', 'the same mark');
  },
});

/** Laws of the mark. */
export const markLaws: readonly StorageLaw[] = [firstMarkStays, marksAreApart];
