/** Measures delays while expired records are pruned, and with nothing to prune. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import type { RecipientTag, SubjectTag } from 'second-factor/domain';
import { quantile } from './figures.ts';

const records = Number(process.argv[2]);
const at = 1_800_000_000_000;
const subject = 'subject'.padEnd(22, '-') as SubjectTag;
const recipient = (number: number): RecipientTag => `mailbox-${number}`.padEnd(22, '-') as RecipientTag;
const limits = [{ withinMs: 86_400_000, maxMails: 10 }];

let areTwoDaysOver = false;
const elapsedMs = (): number => performance.now() + (areTwoDaysOver ? 2 * 86_400_000 : 0);
const storage = createMemoryStorage({ elapsedMs });

/** Counts a mail to each recipient, which expires after a day. */
async function fill(): Promise<void> {
  for (let number = 0; number < records; number++)
    await storage.countMail(recipient(number), { attemptId: 'mail', at, limits });
}

/** Returns the milliseconds that each turn of the event loop takes, with ten calls per turn. */
async function measureTurns(count: number): Promise<number[]> {
  const delays: number[] = [];
  let last = performance.now();
  for (let turn = 0; turn < count; turn++) {
    for (let call = 0; call < 10; call++)
      await storage.charge(subject, {
        attemptId: `${turn}-${call}`,
        at,
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
const idle = await measureTurns(count);
const kept = storage.size().recipients;
areTwoDaysOver = true;
const pruning = await measureTurns(count);
const left = storage.size().recipients;
const summary = (delays: readonly number[]): unknown => ({
  median: quantile(delays, 0.5),
  p999: quantile(delays, 0.999),
  max: Math.max(...delays),
});
console.log(JSON.stringify({ kept, left, idle: summary(idle), pruning: summary(pruning) }));
