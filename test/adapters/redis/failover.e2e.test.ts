/** A master killed under load: service returns, and writes older than the lag are kept. @module */

import { Redis } from 'ioredis';
import { createSentinel } from 'redis';
import { expect, test } from 'vitest';
import { createRedisStorage, fromIoredis, fromNodeRedis } from '../../../src/adapters/redis/index.ts';
import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { closedAfterEach } from './closed-after-each.ts';
import { type Connection, connectIoredisCluster, connectNodeRedisCluster } from './connections.ts';
import { startCluster, startReplica, startSentinel, startServer, until } from './servers.ts';
import { chargeOf, enroll, settleOf, tagOf } from './subjects.ts';

/** The documented bound: writes of the last replication lag may be lost. One second is generous. */
const lagMs = 1000;

const begun = closedAfterEach();

/** A value that only rises, and the instant at which it was acknowledged. */
interface Acknowledged {
  readonly value: number;
  readonly at: number;
}

interface Load {
  readonly tag: SubjectTag;
  /** Counted failures and spent steps. */
  readonly failures: Acknowledged[];
  readonly steps: Acknowledged[];
}

/** The highest value acknowledged before an instant. */
function highest(all: readonly Acknowledged[], before: number): number {
  return Math.max(0, ...all.filter(({ at }) => at < before).map(({ value }) => value));
}

/** Presents wrong recovery codes and right authenticator codes of one subject until it is over. */
async function keepBusy(storage: Storage, load: Load, isOver: () => boolean): Promise<void> {
  for (let round = 1; !isOver(); round++) {
    const attempt = `${round}`;
    const candidates = [{ method: 'recovery-code', isWellFormed: true }] as const;
    const locks = { ms: [0], disabledAt: undefined };
    try {
      const wrong = await storage.charge(load.tag, chargeOf(`wrong-${attempt}`, { candidates, locks }));
      const failures = wrong.state.attempts['recovery-code']?.failures ?? 0;
      load.failures.push({ value: failures, at: performance.now() });
      await storage.charge(load.tag, chargeOf(`right-${attempt}`, { locks }));
      const step = 100 + round;
      const settled = await storage.settle(load.tag, settleOf(`right-${attempt}`, step));
      if (settled.kind === 'settled') load.steps.push({ value: step, at: performance.now() });
    } catch {
      // Refused or unknown, so nothing is promised. The client gets time to find the new master.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function expectNothingIsUnspent(
  storage: Storage,
  loads: readonly Load[],
  killedAt: number,
): Promise<void> {
  for (const { tag, failures, steps } of loads) {
    const state = await storage.load(tag, {});
    expect(state.attempts['recovery-code']?.failures).toBeGreaterThanOrEqual(
      highest(failures, killedAt - lagMs),
    );
    expect(state.totp?.lastStep).toBeGreaterThanOrEqual(Math.max(100, highest(steps, killedAt - lagMs)));
    const spent = highest(steps, killedAt - lagMs);
    if (spent > 0) expect(await storage.settle(tag, settleOf('again', spent))).toEqual({ kind: 'spent' });
  }
}

/** Kills the master while all subjects are in use, and ends when each has been served again. */
async function killUnderLoad(storage: Storage, kill: () => Promise<void>): Promise<void> {
  const loads = Array.from({ length: 48 }, (_, index): Load => ({
    tag: tagOf(`subject-${index}`),
    failures: [],
    steps: [],
  }));
  for (const { tag } of loads) await enroll(storage, tag);
  let over = false;
  const work = Promise.all(loads.map((load) => keepBusy(storage, load, () => over)));
  await until(() => loads.every(({ steps }) => steps.length >= 100));
  const killedAt = performance.now();
  await kill();
  await until(() => loads.every(({ steps }) => (steps.at(-1)?.at ?? 0) > killedAt + 2 * lagMs));
  over = true;
  await work;
  await expectNothingIsUnspent(storage, loads, killedAt);
}

test.each([
  ['node-redis', connectNodeRedisCluster],
  ['ioredis', connectIoredisCluster],
] as const)(
  'a master of a Cluster, with %s',
  async (_, connect) => {
    const cluster = begun(await startCluster(1000));
    const connection: Connection = begun(await connect(cluster));
    const storage = createRedisStorage(connection.client);
    const tag = tagOf('subject-0');
    const slot = cluster.nodes[0]?.cli('cluster', 'keyslot', `tfa:{${tag}}:s`) ?? '';
    const master = cluster.nodes.find((node) => {
      const myself = node
        .cli('cluster', 'nodes')
        .split('\n')
        .find((line) => line.includes('myself,master'));
      const [from = Number.NaN, to = Number.NaN] =
        /(\d+)-(\d+)$/
          .exec(myself ?? '')
          ?.slice(1)
          .map(Number) ?? [];
      return from <= Number(slot) && Number(slot) <= to;
    });
    if (master === undefined) throw new Error('no master has the slot');
    await killUnderLoad(storage, () => master.kill());
  },
  120_000,
);

test.each(['node-redis', 'ioredis'])(
  'the master behind Sentinel, with %s',
  async (name) => {
    const master = begun(await startServer());
    begun(await startReplica(master));
    const sentinel = begun(await startSentinel(master));
    await until(() => sentinel.cli('sentinel', 'replicas', 'main').includes('slave'));
    const address = { host: '127.0.0.1', port: sentinel.port };
    const nodeRedis = createSentinel({ name: 'main', sentinelRootNodes: [address] });
    const ioredis = new Redis({
      name: 'main',
      sentinels: [address],
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: 1000,
      lazyConnect: true,
    });
    const client = name === 'ioredis' ? ioredis : nodeRedis;
    client.on('error', () => undefined);
    await client.connect();
    begun({ close: () => (name === 'ioredis' ? ioredis.disconnect() : void nodeRedis.destroy()) });
    const adapted = name === 'ioredis' ? fromIoredis(ioredis) : fromNodeRedis(nodeRedis);
    await killUnderLoad(createRedisStorage(adapted), () => master.kill());
  },
  120_000,
);
