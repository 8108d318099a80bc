/** What a verb cannot read stops it: `corrupt`, not applied, and every byte of the subject as it was. @module */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedisStorage } from '../../src/adapters/redis/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { type Connection, connectIoredis } from './connections.ts';
import { each, everyVerb, outcomesOf, verbs } from './every-verb.ts';
import { type RedisServer, startServer } from './servers.ts';
import {
  accessToken,
  chargeOf,
  enrolEverything,
  limits,
  longName,
  mailbox,
  noon,
  tagOf,
} from './subjects.ts';

let server: RedisServer;
let connection: Connection;
let storage: Storage;

beforeAll(async () => {
  server = await startServer();
  connection = await connectIoredis(server);
  storage = createRedisStorage(connection.client);
});

afterAll(async () => {
  connection?.close();
  await server?.stop();
});

const corrupt = { kind: 'corrupt', outcome: 'not-applied' };

const token = accessToken().id;

/** Damages of each key, by its ending: a command, in which KEY stands for the key. */
const damages: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  s: [
    ['version from the future', ['HSET', 'KEY', 'v', '2']],
    ['no version', ['HDEL', 'KEY', 'v']],
    ['epoch that is no number', ['HSET', 'KEY', 'e', 'x']],
    ['epoch beyond 2^53', ['HSET', 'KEY', 'e', '99999999999999999']],
    ['negative epoch', ['HSET', 'KEY', 'e', '-1']],
    ['field of nobody', ['HSET', 'KEY', 'zz', '1']],
    ['authenticator without its secret', ['HDEL', 'KEY', 'tc']],
    ['secret without its authenticator', ['HDEL', 'KEY', 't']],
    ['authenticator cut short', ['HSET', 'KEY', 't', 'a|1|6']],
    ['unknown algorithm', ['HSET', 'KEY', 't', 'a|3|6|30|1|1|k1']],
    ['step that is no number', ['HSET', 'KEY', 'ts', 'x|a']],
    ['bytes that are no text', ['HSET', 'KEY', 'b', 'é']],
    ['email that is no record', ['HSET', 'KEY', 'm', 'nonsense']],
    ['a recipient that is empty', ['HSET', 'KEY', 'm', '1||']],
  ],
  tp: [
    ['version from the future', ['SET', 'KEY', '2|a|1|6|30|1|1|k1|n|c']],
    ['nonsense', ['SET', 'KEY', 'nonsense']],
    ['nothing', ['SET', 'KEY', '']],
  ],
  o: [
    ['version from the future', ['SET', 'KEY', '2|c|d|6|1|a|']],
    ['unknown purpose', ['SET', 'KEY', '1|x|d|6|1|a|']],
    ['expiry that is no number', ['SET', 'KEY', '1|c|d|6|soon|a|']],
    ['one field more', ['SET', 'KEY', '1|c|d|6|1|a||']],
  ],
  l: [
    ['version from the future', ['APPEND', 'KEY', '\n2|1|a']],
    ['nonsense', ['SET', 'KEY', 'nonsense']],
    ['an empty line', ['APPEND', 'KEY', '\n']],
  ],
  r: [
    ['version from the future', ['APPEND', 'KEY', '\n2|d|']],
    ['an escape cut short', ['APPEND', 'KEY', '\n1|d%00|']],
    ['one field more', ['APPEND', 'KEY', '\n1|d|a|b']],
  ],
  c: [
    ['version from the future', ['APPEND', 'KEY', '\n2|a|1|b']],
    ['instant that is no number', ['APPEND', 'KEY', '\n1|a|x|b']],
    ['no label', ['APPEND', 'KEY', '\n1|a|1|']],
  ],
  a: [
    ['version from the future', ['APPEND', 'KEY', '\n2|e|0|0']],
    ['unknown scope', ['APPEND', 'KEY', '\n1|x|0|0']],
    ['a scope twice', ['APPEND', 'KEY', '\n1|t|0|0']],
    ['failures that are no number', ['SET', 'KEY', '\n1|t|many|0']],
    ['an attempt that is empty', ['SET', 'KEY', '\n1|t|1|0||']],
    ['no line feed', ['SET', 'KEY', '1|t|1|0']],
    ['nothing', ['SET', 'KEY', '']],
  ],
  p: [
    ['version from the future', ['HSET', 'KEY', token, '2|1|d|n|k1|n|c|1|1||wxyz']],
    ['a flag that is none', ['HSET', 'KEY', token, '1|1|d|n|k1|n|c|2|1||wxyz']],
    ['nonsense', ['HSET', 'KEY', token, 'nonsense']],
  ],
  pu: [['instant that is no number', ['HSET', 'KEY', token, 'never']]],
};

const wrongType: readonly (readonly [string, readonly string[]])[] = [
  [
    'another type',
    ['EVAL', "redis.call('DEL', KEYS[1]) return redis.call('ZADD', KEYS[1], 1, 'x')", '1', 'KEY'],
  ],
];

/** Everything of a subject, byte by byte. */
async function dump(tag: string): Promise<readonly unknown[]> {
  const keys = Object.keys(damages).map((ending) => `tfa:{${tag}}:${ending}`);
  return await Promise.all(keys.map((key) => connection.client.command(['DUMP', key])));
}

for (const [ending, ways] of Object.entries(damages)) {
  describe(`the key ${ending}`, () => {
    test.each([...ways, ...wrongType])('%s', async (way, command) => {
      const tag = tagOf(`${ending}-${way.replaceAll(/[^a-z]/g, '')}`.slice(0, 22));
      await enrolEverything(storage, tag);
      await connection.client.command(
        command.map((part) => (part === 'KEY' ? `tfa:{${tag}}:${ending}` : part)),
      );
      const before = await dump(tag);
      const readers = verbs.filter((verb) => everyVerb[verb].reads.includes(ending));
      expect(await outcomesOf(storage, tag, readers)).toEqual(each(corrupt, readers));
      expect(await dump(tag)).toEqual(before);
    });
  });
}

test('every key that a subject can have is damaged here, and every verb reads its own', async () => {
  const tag = tagOf('all-keys');
  await enrolEverything(storage, tag);
  const keys = (await connection.client.command(['KEYS', `tfa:{${tag}}:*`])) as string[];
  expect(keys.map((key) => key.slice(key.lastIndexOf(':') + 1)).toSorted()).toEqual(
    Object.keys(damages).toSorted(),
  );
  for (const verb of verbs) {
    const fresh = tagOf(`well-${verb}`);
    await enrolEverything(storage, fresh);
    expect(await outcomesOf(storage, fresh, [verb])).toEqual({ [verb]: 'answered' });
  }
});

test('a recipient whose mails cannot be read', async () => {
  const call = (): Promise<unknown> =>
    storage.countMail(mailbox, { attemptId: longName('verb'), at: noon, limits });
  await connection.client.command(['SET', `tfa:{${mailbox}}:n`, 'nonsense']);
  await expect(call()).rejects.toMatchObject(corrupt);
  expect(await connection.client.command(['GET', `tfa:{${mailbox}}:n`])).toBe('nonsense');
});

test('a record that another version wrote is not lost by a reset either', async () => {
  const tag = tagOf('reset-future');
  await storage.charge(tag, chargeOf('one', { candidates: [{ method: 'password', fits: true }] }));
  await connection.client.command(['SET', `tfa:{${tag}}:a`, '\n2|whatever']);
  await expect(storage.reset(tag, { attemptId: longName('reset'), tokens: 'all' })).rejects.toMatchObject(
    corrupt,
  );
  expect(await connection.client.command(['GET', `tfa:{${tag}}:a`])).toBe('\n2|whatever');
});
