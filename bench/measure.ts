/** Interleaved timing: each round runs every contender, so disturbances affect all. @module */

/** One way to do a piece of work. `run` does it once. If `run` returns a promise, it is awaited. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
}

/** Nanoseconds per run by contender, one number per round. The same index means the same round. */
export type Samples = Readonly<Record<string, readonly number[]>>;

export interface MeasureOptions {
  readonly rounds: number;
  /** Milliseconds that one contender runs per round, short enough to be rarely interrupted. */
  readonly batchMs: number;
}

/** The contender that shows how noisy the machine is: plain arithmetic in a loop. */
export const calibration = 'calibration';

/** Before timing, every contender runs in this many turns of this length, but at most `rounds`. */
const warmUpTurns = 4;
const warmUpMs = 40;

/**
 * Warms every contender up, then times them and the calibration round by round. Each round starts
 * with the next contender.
 */
export async function measure(
  contenders: readonly Contender[],
  { rounds, batchMs }: MeasureOptions,
): Promise<Samples> {
  const all = [...contenders, { name: calibration, run: calculate }];
  // In turns, so that the compiler has optimized for every contender before the first is timed.
  for (let turn = 0; turn < Math.min(warmUpTurns, rounds); turn++)
    for (const contender of all) await countRuns(contender, warmUpMs);
  const batches: { readonly contender: Contender; readonly runs: number; readonly samples: number[] }[] = [];
  for (const contender of all)
    batches.push({ contender, runs: await countRuns(contender, batchMs), samples: [] });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < batches.length; turn++) {
      const batch = batches[(round + turn) % batches.length]!;
      batch.samples.push((await timeRuns(batch.contender, batch.runs)) / batch.runs);
    }
  }
  return Object.fromEntries(batches.map(({ contender, samples }) => [contender.name, samples]));
}

/** Finds how many runs fill a batch, by doubling them. This also warms the contender up. */
async function countRuns(contender: Contender, batchMs: number): Promise<number> {
  for (let runs = 1; ; runs *= 2) {
    const took = await timeRuns(contender, runs);
    if (took >= batchMs * 1e6) return Math.max(1, Math.round((runs * batchMs * 1e6) / took));
  }
}

async function timeRuns({ run }: Contender, runs: number): Promise<number> {
  const startedAt = process.hrtime.bigint();
  const first = run();
  if (first instanceof Promise || isThenable(first)) {
    await first;
    for (let done = 1; done < runs; done++) await run();
  } else {
    for (let done = 1; done < runs; done++) run();
  }
  return Number(process.hrtime.bigint() - startedAt);
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

let state = 1;

function calculate(): number {
  for (let turn = 0; turn < 2000; turn++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state;
}
