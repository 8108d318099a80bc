/** Laws: promises as executable checks that any test runner can run. @module */

/** The number of a promise of the library. docs/promises.md explains each. */
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
  | 'P22';

/** One promise as a check. */
export interface Law {
  /** Stable, and unique in its collection, such as `one-step-settles-once`. */
  readonly id: string;
  /** What holds, as a sentence. */
  readonly name: string;
  /** The promise that the law belongs to. */
  readonly promise: PromiseNumber;
  /** Set if the law does not apply: the reason. */
  readonly notApplicable?: string;
  /**
   * Checks the promise on random cases. A broken promise is reported as a rejection, whose message
   * has seed, path and schedule.
   *
   * @throws {AssertionError} if the promise is broken.
   */
  run(): Promise<LawResult>;
}

/** The result of a law that is not broken. */
export type LawResult =
  | { readonly outcome: 'held'; readonly runs: number }
  | { readonly outcome: 'not-applicable'; readonly reason: string };

/** How many cases a law tries, and which. */
export interface LawOptions {
  /** Random cases for each law; default 1000 for a storage and 200 for a façade. */
  readonly runs?: number | undefined;
  /** Repeats the cases of an earlier run: the seed that a failure printed; default random. */
  readonly seed?: number | undefined;
  /** Repeats one case: the path that a failure printed. Needs `seed`; valid for one law only. */
  readonly path?: string | undefined;
}

/** The options of `storageLaws`. */
export interface StorageLawOptions extends LawOptions {
  /**
   * How many failures the law `many-failures-overflow-nothing` counts; default 1200. A lock that
   * doubles with each failure overflows a double after about 1024.
   */
  readonly manyFailures?: number | undefined;
}

/** What `register` needs of a test runner, as in vitest, jest, mocha and `node:test`. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Makes one test of each law, grouped by promise. The title of a law that does not apply has the
 * reason.
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
