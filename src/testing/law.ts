/** Laws: promises as executable checks that can be listed, filtered, and handed to any test runner. @module */

/** A promise of the library by its number; ARCHITECTURE.md and the laws' names say what each is. */
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
  | 'P20';

/** One promise as a check. */
export interface Law {
  /** Stable and unique among the laws of its collection, such as `one-step-settles-once`. */
  readonly id: string;
  /** What is promised, as a sentence. */
  readonly name: string;
  /** The promise that it belongs to. */
  readonly promise: PromiseNumber;
  /** Why it says nothing here, where it does not apply. */
  readonly notApplicable?: string;
  /**
   * Puts the promise to the test.
   *
   * @throws {AssertionError} (as a rejection) where the promise is broken: the message says how, with seed, path and schedule.
   */
  run(): Promise<LawResult>;
}

/** What came of a law that was not broken. */
export type LawResult =
  | { readonly outcome: 'held'; readonly runs: number }
  | { readonly outcome: 'not-applicable'; readonly reason: string };

/** How hard the laws look, and how one run is repeated. */
export interface LawOptions {
  /** Random cases (interleavings, sequences) for each law; default 1000. */
  readonly runs?: number | undefined;
  /** Repeats the cases of an earlier run: the seed that a failure printed. Default another one each time. */
  readonly seed?: number | undefined;
  /** Repeats one case: the path that a failure printed. Only together with `seed`, and for one law. */
  readonly path?: string | undefined;
}

/** How hard the laws of a storage look. */
export interface StorageLawOptions extends LawOptions {
  /** Failures that the law of overflow counts up to; default 1200, beyond which any doubling has overflowed. */
  readonly manyFailures?: number | undefined;
}

/** The two functions of a test runner that `register` needs; those of vitest, jest, mocha and `node:test` fit. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Hands laws to a test runner, one test each, grouped by promise. A law that does not apply says so in its test's name.
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
export function register(cases: readonly Law[], { describe, it }: TestRunner): void {
  for (const [promise, laws] of byPromise(cases)) {
    describe(promise, () => {
      for (const law of laws) {
        const suffix = law.notApplicable === undefined ? '' : ` (does not apply: ${law.notApplicable})`;
        it(`${law.name}${suffix}`, async () => {
          await law.run();
        });
      }
    });
  }
}

function byPromise(cases: readonly Law[]): ReadonlyMap<PromiseNumber, readonly Law[]> {
  const grouped = new Map<PromiseNumber, Law[]>();
  for (const law of cases) grouped.set(law.promise, [...(grouped.get(law.promise) ?? []), law]);
  const number = ([promise]: readonly [PromiseNumber, unknown]): number => Number(promise.slice(1));
  return new Map([...grouped].sort((a, b) => number(a) - number(b)));
}
