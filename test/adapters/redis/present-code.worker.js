/** A thread that presents every code at the same moment as the other threads. @module */

import { workerData } from 'node:worker_threads';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { createTwoFactor, definePolicy } from 'second-factor';
import { createRedisStorage, fromIoredis, fromNodeRedis } from 'second-factor/adapters/redis';
import { embeddedPorts } from 'second-factor/embedded';

/**
 * @type {{
 *   port: number, ioredis: boolean, keys: string, startAt: number, codes: string[],
 *   threads: number, gate: SharedArrayBuffer, outcomes: SharedArrayBuffer
 * }}
 */
const { port, ioredis, keys, startAt, codes, threads, gate, outcomes } = workerData;
const arrived = new Int32Array(gate);
/** By round: 1 granted by the code, 2 refused like a wrong code, 3 anything else. */
const outcomeOf = new Uint8Array(outcomes);

const nodeRedis = createClient({ url: `redis://127.0.0.1:${port}` });
const other = new Redis(port, '127.0.0.1', { lazyConnect: true });
await (ioredis ? other.connect() : nodeRedis.connect());

let at = startAt;
const accounts = {
  find: () => Promise.resolve({ id: 'alice', username: 'alice', verifiedEmails: [], hasPassword: false }),
  verifyPassword: () => Promise.resolve(false),
};
const clock = { now: () => at, sleep: () => new Promise(() => undefined) };
const storage = createRedisStorage(ioredis ? fromIoredis(other) : fromNodeRedis(nodeRedis), {
  timeoutMs: 20_000,
});
const policy = definePolicy({
  issuer: 'Acme',
  operations: { 'settings.save': {} },
  attempts: { free: 20, firstLockSeconds: 1, maxLockSeconds: 1, disableAt: 'never' },
});
const twoFactor = createTwoFactor({ policy, ports: embeddedPorts({ accounts, clock, storage, keys }) });

for (const [round, value] of codes.entries()) {
  at = startAt + round * 30_000;
  // All threads arrive before one presents.
  Atomics.add(arrived, round, 1);
  Atomics.notify(arrived, round);
  for (let here = Atomics.load(arrived, round); here < threads; here = Atomics.load(arrived, round))
    Atomics.wait(arrived, round, here);
  const result = await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', code: { value } });
  outcomeOf[round] = result.match(
    (grant) => (grant.by === 'totp' ? 1 : 3),
    (denial) => (denial.kind === 'second-factor-invalid' ? 2 : 3),
  );
}

if (nodeRedis.isOpen) nodeRedis.destroy();
other.disconnect();
