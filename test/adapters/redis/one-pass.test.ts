/** What nearly every subject looks like is read by one pattern a line; going through it field by field takes five times as long. @module */

import { beforeAll, expect, test } from 'vitest';
import { type RedisClient, createRedisStorage } from '../../../src/adapters/redis/index.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { oneServer } from './one-server.ts';
import { chargeOf, enrollEverything, laptop, noon, settleOf, tagOf } from './subjects.ts';

const redis = oneServer();
/** Scripts whose field by field reading fails. */
let onePass: Storage;

const slowly = /local function readSlowly\(record, format\)\n.*?\n\n/s;

beforeAll(() => {
  const client: RedisClient = {
    ...redis.client,
    evalSha: () => Promise.reject(new Error('NOSCRIPT')),
    eval: async (text, keys, args) => {
      expect(text).toMatch(slowly);
      const fast = text.replace(slowly, "local function readSlowly() error('slow', 0) end\n\n");
      return await redis.client.eval(fast, keys, args);
    },
  };
  onePass = createRedisStorage(client);
});

const trust = { client: { client: laptop, factorAt: noon, label: 'Firefox on Linux' }, maxClients: 20 };

test('load, charge and settle of a subject with everything', async () => {
  const tag = tagOf('ordinary');
  await enrollEverything(redis.storage, tag);
  await expect(onePass.load(tag, { client: laptop })).resolves.toMatchObject({ generation: 2 });
  const charged = await onePass.charge(tag, chargeOf('one', { client: laptop, trustSeconds: 0 }));
  expect(charged).toMatchObject({ kind: 'charged' });
  const settled = await onePass.settle(tag, { ...settleOf('one', 102, { generation: 2 }), trust });
  expect(settled).toEqual({ kind: 'settled', recoveryCodesLeft: 10 });
  const candidates = [{ method: 'recovery-code', isWellFormed: true }] as const;
  await expect(onePass.charge(tag, chargeOf('two', { candidates }))).resolves.toMatchObject({
    kind: 'charged',
  });
});

test('a subject of whom one text is unusual is read all the same, slowly', async () => {
  const tag = tagOf('unusual');
  await enrollEverything(redis.storage, tag);
  await redis.storage.charge(tag, { ...chargeOf('one'), attemptId: 'é' });
  await expect(onePass.load(tag, {})).rejects.toThrow('no answer');
  await expect(redis.storage.load(tag, {})).resolves.toMatchObject({ generation: 2 });
});
