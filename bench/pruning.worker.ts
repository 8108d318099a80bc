/** Measures delays while expired records are pruned, and with nothing to prune. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import type { SubjectTag } from 'second-factor/domain';
import { quantile } from './figures.ts';

const records = Number(process.argv[2]);
const at = 1_800_000_000_000;
const aDayLater = at + 86_400_000;
const subjectTag = (number: number): SubjectTag => `subject-${number}`.padEnd(22, '-') as SubjectTag;

const storage = createMemoryStorage();

/** Writes enrollments that are started and never confirmed. */
async function fill(): Promise<void> {
  for (let number = 0; number < records; number++) {
    await storage.beginEnrollment(subjectTag(number), {
      attemptId: 'begin',
      generation: 0,
      pending: {
        id: 'pending',
        algorithm: 'SHA1',
        digits: 6,
        periodSeconds: 30,
        sealed: { keyName: 'k1', nonce: 'nonce', ciphertext: 'ciphertext' },
        expiresAt: at + 600_000,
      },
    });
  }
}

/** Returns the milliseconds that each turn of the event loop takes, with ten calls per turn. */
async function measureTurns(count: number, now: number): Promise<number[]> {
  const delays: number[] = [];
  let last = performance.now();
  for (let turn = 0; turn < count; turn++) {
    for (let call = 0; call < 10; call++)
      await storage.charge(subjectTag(-1), {
        attemptId: `${turn}-${call}`,
        at: now,
        candidates: [{ method: 'totp', digits: 6 }],
        automaticEmail: false,
        locks: { ms: [0], disabledAt: undefined },
      });
    await new Promise((resolve) => setImmediate(resolve));
    const after = performance.now();
    delays.push(after - last);
    last = after;
  }
  return delays;
}

await fill();
const count = Math.ceil(records / 320) + 10;
const idle = await measureTurns(count, at);
const kept = storage.size().subjects;
const pruning = await measureTurns(count, aDayLater);
const left = storage.size().subjects;
const summary = (delays: readonly number[]): unknown => ({
  median: quantile(delays, 0.5),
  p999: quantile(delays, 0.999),
  max: Math.max(...delays),
});
console.log(JSON.stringify({ kept, left, idle: summary(idle), pruning: summary(pruning) }));
