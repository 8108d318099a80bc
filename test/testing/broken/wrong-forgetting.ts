/** Broken twins that keep something of a forgotten subject (P26). @module */

import {
  type SubjectRecord,
  beginEnrollment,
  emptyRecord,
  firstGeneration,
  forget,
  insertToken,
} from 'second-factor/domain';
import { subjectRules } from 'second-factor/testing';
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

type AnyRule = (
  record: SubjectRecord,
  input: unknown,
) => { readonly record: SubjectRecord; readonly outcome: unknown };

/** The verb on records that begin at generation 1. */
function fromOne(rule: AnyRule): AnyRule {
  return (before, input) => {
    const change = rule(before, input);
    return before.generation === 0 && change.record.generation > 0
      ? { ...change, record: { ...change.record, generation: 1 } }
      : change;
  };
}

/** The generation that fits a record which never changed, if the permission saw no record. */
function lenient<Input extends { readonly generation: number }>(record: SubjectRecord, input: Input): Input {
  const isFirst = input.generation === 0 && record.changedBy === '';
  return isFirst ? { ...input, generation: record.generation } : input;
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
  broken('every record begins at the same generation', ['what-was-under-way-does-not-fit-the-next-owner'], {
    rules: Object.fromEntries(
      Object.entries(subjectRules).map(([verb, rule]) => [verb, fromOne(rule as AnyRule)]),
    ),
  }),
  broken('a permission that saw no record fits one that was begun since', ['a-change-needs-a-generation'], {
    rules: {
      beginEnrollment: (record, input) => beginEnrollment(record, lenient(record, input)),
      insertToken: (record, input) => insertToken(record, lenient(record, input)),
    },
  }),
  broken('a beginning gives every record another generation', ['a-record-begins-once'], {
    rules: {
      begin: (record, { attemptId }) => ({
        record: { ...record, generation: firstGeneration(attemptId) },
        outcome: 'begun',
      }),
    },
  }),
  broken('forgetting is a reset', ['a-forgotten-subject-was-never-there'], {
    rules: {
      forget: ({ generation }) => ({
        record: { ...emptyRecord, generation: generation + 1 },
        outcome: 'erased',
      }),
    },
  }),
];
