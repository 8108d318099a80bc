/** Faults of server and network: every call fails closed, none hangs, none counts twice. @module */

import { describe, expect, test } from 'vitest';
import type { Storage } from '../../../src/ports/storage.ts';
import { each, everyVerb, outcomesOf, verbs } from './every-verb.ts';
import { connectors, openedServers } from './opened-servers.ts';
import { until } from './servers.ts';
import { chargeOf, enroll, enrollEverything, fullGeneration, settleOf, tagOf } from './subjects.ts';

const notApplied = { kind: 'unavailable', outcome: 'not-applied' };
const unknown = { kind: 'unavailable', outcome: 'unknown' };

describe.each(connectors)('%s', (_, connect) => {
  const tag = tagOf('alice');

  const { server, proxyOf, connected, storageAt } = openedServers(connect);

  /** After an unknown outcome, the same call again returns the outcome, and has counted once. */
  async function expectCountedOnce(storage: Storage): Promise<void> {
    await until(async () => {
      const again = await storage.charge(tag, chargeOf('one')).catch(() => undefined);
      return again?.kind === 'charged' && again.state.attempts.totp?.failures === 1;
    });
    expect((await storage.load(tag, {})).attempts.totp?.failures).toBe(1);
  }

  test('SCRIPT FLUSH changes no outcome', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enroll(storage, tag);
    redis.cli('script', 'flush');
    expect((await storage.charge(tag, chargeOf('one'))).kind).toBe('charged');
    redis.cli('script', 'flush');
    expect((await storage.settle(tag, settleOf('one', 101))).kind).toBe('settled');
  });

  test('CLIENT KILL during a call: unavailable at worst, and counted once', async () => {
    const redis = await server();
    const storage = await storageAt(redis, 5000);
    await enroll(storage, tag);
    redis.cli('client', 'pause', '200', 'write');
    const call = storage.charge(tag, chargeOf('one')).catch((reason: unknown) => reason);
    redis.cli('client', 'kill', 'type', 'normal', 'skipme', 'yes');
    const outcome = await call;
    // ioredis sends the pending command again, node-redis rejects it.
    if (outcome instanceof Error) expect(outcome).toMatchObject({ kind: 'unavailable' });
    else expect(outcome).toMatchObject({ kind: 'charged' });
    await expectCountedOnce(storage);
  });

  test('CLIENT PAUSE beyond the timeout: unknown, and counted once', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enroll(storage, tag);
    redis.cli('client', 'pause', '600', 'all');
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject(unknown);
    await expectCountedOnce(storage);
  });

  test('DEBUG SLEEP: unknown, and counted once', async () => {
    const redis = await server();
    const storage = await storageAt(redis, 100);
    await enroll(storage, tag);
    const { client } = await connected(redis);
    const sleeping = client.command(['DEBUG', 'SLEEP', '0.4']).catch(() => undefined);
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject(unknown);
    await sleeping;
    await expectCountedOnce(storage);
  });

  test('a black hole: unknown for every verb, and none hangs', async () => {
    const redis = await server();
    const proxy = await proxyOf(redis);
    await enrollEverything(await storageAt(redis), tag);
    const storage = await storageAt(proxy, 100);
    expect((await storage.load(tag, {})).generation).toBe(fullGeneration);
    proxy.swallow();
    expect(await outcomesOf(storage, tag)).toEqual(each(unknown));
  });

  test('a reply cut after execution: counted once', async () => {
    const redis = await server();
    const proxy = await proxyOf(redis);
    await enroll(await storageAt(redis), tag);
    const storage = await storageAt(proxy, 5000);
    await storage.charge(tagOf('bob'), chargeOf('one'));
    proxy.cutNextReply();
    const outcome = await storage.charge(tag, chargeOf('one')).catch((reason: unknown) => reason);
    if (outcome instanceof Error) expect(outcome).toMatchObject(unknown);
    else expect(outcome).toMatchObject({ kind: 'charged' });
    await expectCountedOnce(storage);
  });

  test('P1 a settlement whose reply was cut is settled, and its code is spent for other attempts', async () => {
    const redis = await server();
    const proxy = await proxyOf(redis);
    await enroll(await storageAt(redis), tag);
    const storage = await storageAt(proxy, 5000);
    await storage.charge(tag, chargeOf('one'));
    await storage.settle(tag, settleOf('other', 1));
    proxy.cutNextReply();
    await storage.settle(tag, settleOf('one', 101)).catch(() => undefined);
    const direct = await storageAt(redis);
    expect(await direct.settle(tag, settleOf('two', 101))).toEqual({ kind: 'spent' });
    expect(await direct.settle(tag, settleOf('one', 101))).toMatchObject({ kind: 'settled' });
  });

  test('server down: not applied for every verb', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await storage.load(tag, {});
    await redis.kill();
    await until(() =>
      storage.load(tag, {}).then(
        () => false,
        ({ outcome }: { outcome: string }) => outcome === 'not-applied',
      ),
    );
    expect(await outcomesOf(storage, tag)).toEqual(each(notApplied));
  });

  test('P1 after kill -9 and a restart with AOF, spent codes stay spent and counted failures stay counted', async () => {
    const redis = await server('--appendonly', 'yes', '--appendfsync', 'always');
    const storage = await storageAt(redis, 5000);
    await enroll(storage, tag);
    await storage.charge(tag, chargeOf('one'));
    await storage.settle(tag, settleOf('one', 101));
    await storage.charge(tag, chargeOf('two'));
    const before = await storage.load(tag, {});
    await redis.kill();
    await redis.restart();
    await until(() =>
      storage.load(tag, {}).then(
        () => true,
        () => false,
      ),
    );
    expect(await storage.load(tag, {})).toEqual(before);
    expect(await storage.settle(tag, settleOf('two', 101))).toEqual({ kind: 'spent' });
  });

  test('out of memory under noeviction: calls that write are refused before the first write, reads succeed', async () => {
    const redis = await server('--maxmemory-policy', 'noeviction');
    const storage = await storageAt(redis);
    await enrollEverything(storage, tag);
    const before = await storage.load(tag, {});
    redis.cli('config', 'set', 'maxmemory', '1');
    const writing = verbs.filter((verb) => everyVerb[verb].writes);
    expect(await outcomesOf(storage, tag, writing)).toEqual(each(notApplied, writing));
    expect(await storage.load(tag, {})).toEqual(before);
  });

  test('READONLY: a master that became a replica returns no stale data', async () => {
    const [redis, other] = [await server(), await server()];
    const storage = await storageAt(redis);
    await enrollEverything(storage, tag);
    redis.cli('config', 'set', 'replica-serve-stale-data', 'yes');
    redis.cli('replicaof', '127.0.0.1', String(other.port + 1));
    expect(await outcomesOf(storage, tag)).toEqual(each(notApplied));
  });

  test('NOREPLICAS: a master that lost its replicas refuses every call', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enrollEverything(storage, tag);
    redis.cli('config', 'set', 'min-replicas-to-write', '1');
    expect(await outcomesOf(storage, tag)).toEqual(each(notApplied));
  });

  test('BUSY: not applied', async () => {
    const redis = await server('--lua-time-limit', '10');
    const storage = await storageAt(redis, 5000);
    await enroll(storage, tag);
    const busy = await connected(redis);
    const endless = busy.client.command(['EVAL', 'while true do end', '0']).catch(() => undefined);
    await until(() => redis.cli('ping').startsWith('BUSY'));
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject(notApplied);
    redis.cli('script', 'kill');
    await endless;
    expect((await storage.charge(tag, chargeOf('one'))).kind).toBe('charged');
  });
});
