/** Interleaved timing: every contender runs once per round, so that whatever disturbs a round disturbs them all. @module */

/** One way to do a piece of work. `run` does it once; where it answers a promise, that is awaited. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
}

/** Nanoseconds per run by contender, one number per round; the same index is the same round. */
export type Samples = Readonly<Record<string, readonly number[]>>;

export interface MeasureOptions {
  readonly rounds: number;
  /** How long one contender runs in one round, in milliseconds; short, so that most batches fit into one turn of the scheduler. */
  readonly batchMs: number;
}

/** The contender that says how noisy the machine is: plain arithmetic, that nothing but the machine slows down. */
export const metronome = 'metronome';

/** Every contender is run this often for about this long before it is timed; less often where little is measured. */
const warmUps = 4;
const warmUpMs = 40;

/** Warms every contender up, then times them round by round, the order turned by one each time, the metronome among them. */
export async function measure(
  contenders: readonly Contender[],
  { rounds, batchMs }: MeasureOptions,
): Promise<Samples> {
  const all = [...contenders, { name: metronome, run: tick }];
  // In turns, so that the compiler has seen everything before anything is timed.
  for (let turn = 0; turn < Math.min(warmUps, rounds); turn++)
    for (const contender of all) await runsWithin(contender, warmUpMs);
  const batches: { readonly contender: Contender; readonly runs: number; readonly samples: number[] }[] = [];
  for (const contender of all)
    batches.push({ contender, runs: await runsWithin(contender, batchMs), samples: [] });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < batches.length; turn++) {
      const batch = batches[(round + turn) % batches.length]!;
      batch.samples.push((await timeRuns(batch.contender, batch.runs)) / batch.runs);
    }
  }
  return Object.fromEntries(batches.map(({ contender, samples }) => [contender.name, samples]));
}

/** How many runs fill a batch: doubled until they do, which also warms the contender up. */
async function runsWithin(contender: Contender, batchMs: number): Promise<number> {
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

let ticks = 1;

function tick(): number {
  for (let turn = 0; turn < 2000; turn++) ticks = (Math.imul(ticks, 1_664_525) + 1_013_904_223) >>> 0;
  return ticks;
}
