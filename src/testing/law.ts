/** Laws: promises as executable checks, to be registered with any test runner. @module */

/** The number of a promise of the library. `docs/promises.md` states each promise. */
export type PromiseNumber =
  | 'P1'
  | 'P2'
  | 'P3'
  | 'P4'
  | 'P5'
  | 'P6'
  | 'P7'
  | 'P8'
  | 'P9'
  | 'P10'
  | 'P11'
  | 'P12'
  | 'P13'
  | 'P14'
  | 'P15'
  | 'P16'
  | 'P17'
  | 'P18'
  | 'P19'
  | 'P20'
  | 'P21'
  | 'P22'
  | 'P23'
  | 'P26'
  | 'P29'
  | 'P30';

/** A promise, or part of one, as an executable check. */
export interface Law {
  /** Stable and unique among the laws of its collection, such as `one-step-settles-once`. */
  readonly id: string;
  /** What is promised, as a sentence. */
  readonly name: string;
  /** The promise that the law checks. */
  readonly promise: PromiseNumber;
  /** Why the law does not apply here; absent if it does. */
  readonly notApplicable?: string;
  /**
   * Checks the promise.
   *
   * @throws {AssertionError} if the promise is broken: the returned promise rejects with a message
   *   that has the counterexample, its seed and path, and the calls in the order in which they ran.
   */
  run(): Promise<LawResult>;
}

/** The result of a law that was not broken. */
export type LawResult =
  | { readonly outcome: 'held'; readonly runs: number }
  | { readonly outcome: 'not-applicable'; readonly reason: string };

/** How many cases the laws try, and how to repeat one. */
export interface LawOptions {
  /** Random cases (schedules, sequences of calls) for each law; default 1000. */
  readonly runs?: number | undefined;
  /** The seed that a failure printed repeats its cases. Default: a new seed for each run. */
  readonly seed?: number | undefined;
  /** The path that a failure printed repeats one case of one law. Needs `seed`. */
  readonly path?: string | undefined;
}

/** How many cases the laws of a storage try. */
export interface StorageLawOptions extends LawOptions {
  /** Failures that the law of overflow counts; default 1200: more doublings than a double holds. */
  readonly manyFailures?: number | undefined;
}

/** The two functions that `register` needs; those of vitest, jest, mocha and `node:test` fit. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Registers one test for each law, grouped by promise. The title of a law that does not apply has
 * the reason.
 *
 * @example
 * ```ts
 * import { register, storageLaws } from 'second-factor/testing';
 * import { createMemoryStorage } from 'second-factor/adapters/memory';
 *
 * const names: string[] = [];
 * const runner = {
 *   describe: (_name: string, body: () => void) => body(),
 *   it: (name: string) => names.push(name),
 * };
 * register(storageLaws(() => ({ storage: createMemoryStorage() })), runner);
 * names.length > 20; // => true
 * ```
 */
export function register(laws: readonly Law[], { describe, it }: TestRunner): void {
  for (const [promise, lawsOfPromise] of groupByPromise(laws)) {
    describe(promise, () => {
      for (const law of lawsOfPromise) {
        const suffix = law.notApplicable === undefined ? '' : ` (does not apply: ${law.notApplicable})`;
        it(`${law.name}${suffix}`, async () => {
          await law.run();
        });
      }
    });
  }
}

function groupByPromise(laws: readonly Law[]): ReadonlyMap<PromiseNumber, readonly Law[]> {
  const grouped = new Map<PromiseNumber, Law[]>();
  for (const law of laws) grouped.set(law.promise, [...(grouped.get(law.promise) ?? []), law]);
  const number = ([promise]: readonly [PromiseNumber, unknown]): number => Number(promise.slice(1));
  return new Map([...grouped].sort((a, b) => number(a) - number(b)));
}
