/** Broken twins that keep something of a forgotten subject (P26). @module */

import { type SubjectRecord, emptyRecord, forget } from 'second-factor/domain';
import { type BrokenStorage, broken } from './broken-storage.ts';

/** A storage whose `forget` leaves some parts of the record behind. */
function keeping(name: string, kept: (record: SubjectRecord) => Partial<SubjectRecord>): BrokenStorage {
  return broken(name, ['a-forgotten-subject-was-never-there'], {
    rules: {
      forget(record) {
        const { record: after, outcome } = forget(record);
        return { record: { ...after, ...kept(record) }, outcome };
      },
    },
  });
}

export const wrongForgetting: readonly BrokenStorage[] = [
  keeping('a forgotten subject keeps its access tokens', ({ tokens }) => ({ tokens })),
  keeping('a forgotten subject keeps its recovery codes', ({ recoveryCodes }) => ({
    recoveryCodes,
  })),
  keeping('a forgotten subject keeps its trusted clients', ({ trusted }) => ({ trusted })),
  keeping('a forgotten subject keeps its failures', ({ attempts }) => ({ attempts })),
  keeping('a forgotten subject keeps the generation of its last change', ({ generation, changedBy }) => ({
    generation,
    changedBy,
  })),
  broken('forgetting is a reset', ['a-forgotten-subject-was-never-there'], {
    rules: {
      forget: ({ generation }) => ({
        record: { ...emptyRecord, generation: generation + 1 },
        outcome: 'erased',
      }),
    },
  }),
];
