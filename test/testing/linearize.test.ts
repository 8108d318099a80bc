/** isLinearizable: finds an order of calls that explains every observed outcome. @module */

import { type SubjectTag, firstGeneration } from 'second-factor/domain';
import { type Observed, type StorageCall, isLinearizable } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';

const tag = 'subject_______________' as SubjectTag;
const raise = (attemptId: string): StorageCall => ({ verb: 'raiseGeneration', args: [tag, { attemptId }] });
const load: StorageCall = { verb: 'load', args: [tag, {}] };

describe('isLinearizable', () => {
  const at = 0;
  const raised = firstGeneration('a');
  const stateAt = (generation: number): unknown => ({
    generation,
    mails: [],
    recoveryCodesLeft: 0,
    attempts: {},
  });
  const observed = (call: StorageCall, calledAt: number, returnedAt: number, value: unknown): Observed => ({
    call,
    calledAt,
    returnedAt,
    outcome: { value },
  });
  const unknown = (call: StorageCall, calledAt: number): Observed => ({
    call,
    calledAt,
    returnedAt: Number.POSITIVE_INFINITY,
  });

  test('a read concurrent with a write may see it or not', () => {
    for (const generation of [0, raised]) {
      const history = [observed(raise('a'), 1, 4, 'raised'), observed(load, 2, 3, stateAt(generation))];
      expect(isLinearizable(history, at)).toBe(true);
    }
  });

  test('a read after a write must see it', () => {
    const write = observed(raise('a'), 1, 2, 'raised');
    expect(isLinearizable([write, observed(load, 3, 4, stateAt(raised))], at)).toBe(true);
    expect(isLinearizable([write, observed(load, 3, 4, stateAt(0))], at)).toBe(false);
  });

  test('a write that was seen once is seen by later reads', () => {
    const write = observed(raise('a'), 1, 9, 'raised');
    const reads = (first: number, second: number): boolean =>
      isLinearizable(
        [write, observed(load, 2, 3, stateAt(first)), observed(load, 4, 5, stateAt(second))],
        at,
      );
    expect(reads(0, raised)).toBe(true);
    expect(reads(raised, 0)).toBe(false);
  });

  test('a call of unknown outcome takes effect at any later time, or never, but only once', () => {
    const seen = (...generations: readonly number[]): boolean =>
      isLinearizable(
        [
          unknown(raise('a'), 1),
          ...generations.map((generation, index) =>
            observed(load, 2 + 2 * index, 3 + 2 * index, stateAt(generation)),
          ),
        ],
        at,
      );
    expect(seen(0, 0)).toBe(true);
    expect(seen(0, raised)).toBe(true);
    expect(seen(raised, raised)).toBe(true);
    expect(seen(raised, raised + 1)).toBe(false);
  });

  test('each subject has its own order', () => {
    const other: StorageCall = {
      verb: 'raiseGeneration',
      args: ['another_______________' as SubjectTag, { attemptId: 'a' }],
    };
    const history = [observed(other, 1, 2, 'raised'), observed(load, 3, 4, stateAt(0))];
    expect(isLinearizable(history, at)).toBe(true);
  });
});
