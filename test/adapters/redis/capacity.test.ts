/** The sizes in docs/redis.md are those of a server, within a quarter, as builds differ. @module */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import { generateKeys } from '../../../src/index.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../../support/world.ts';
import { type Connection, connectIoredis } from './connections.ts';
import { type RedisServer, startServer } from './servers.ts';

const copies = 20_000;
const copiesAtOnce = 100;
const document = new URL('../../../docs/redis.md', import.meta.url);

let server: RedisServer;
let connection: Connection;

beforeAll(async () => {
  server = await startServer();
  connection = await connectIoredis(server);
});

afterAll(async () => {
  connection?.close();
  await server?.stop();
});

async function command(...args: readonly string[]): Promise<unknown> {
  return await connection.client.command(args);
}

/** A deployment on the server, whose prefix is as long as the default. */
function deployment(prefix: string): TestWorld {
  const storage = createRedisStorage(connection.client, { prefix });
  const accounts = { alice: { verifiedEmails: ['alice@example.org'], password: 'correct horse' } };
  return testWorld({ storage, keys: generateKeys(), accounts });
}

function lastCode(world: TestWorld): string {
  const mail = world.mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}

/** An authenticator, recovery codes, ten log-ins, and as many trusted clients as `clients`. */
async function authenticator(world: TestWorld, clients: number): Promise<void> {
  const { secret } = await enrollTotp(world);
  for (let index = 0; index < Math.max(10, clients); index++) {
    const client = { userAgent: 'Firefox on Linux', ip: '203.0.113.9', session: `${index % clients}` };
    const code = { value: codeOf(secret, world.clock.at) };
    const granted = await world.twoFactor.authorize({
      subject: 'alice',
      operation: 'settings.save',
      client,
      code,
    });
    expect(granted.isOk() && ['totp', 'trusted-client'].includes(granted.value.by)).toBe(true);
    // One client must lose its trust before the next log-in; many must keep theirs.
    world.clock.advance(clients === 1 ? 310_000 : 31_000);
  }
}

/** Email codes and recovery codes, and a log-in by an emailed code. */
async function email(world: TestWorld): Promise<void> {
  const ask = { subject: 'alice', operation: 'login' } as const;
  const proof = { code: { method: 'password' as const, value: 'correct horse' } };
  (await world.twoFactor.email.enable('alice', { proof }))._unsafeUnwrap();
  for (let index = 0; index < 3; index++) {
    world.clock.advance(600_000);
    (await world.twoFactor.authorize(ask))._unsafeUnwrapErr();
    const code = { method: 'email', value: lastCode(world) } as const;
    (await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap();
  }
}

/** A token with bypass that was used, and a pending enrollment. */
async function tokenAndPending(world: TestWorld): Promise<void> {
  const proof = { code: { method: 'password' as const, value: 'correct horse' } };
  const created = await world.twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof });
  (await world.twoFactor.accessTokens.authenticate(created._unsafeUnwrap().token))._unsafeUnwrap();
  (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
}

/** Bytes of the keys of a deployment, by ending. A recipient has two: for codes and for notices. */
async function measureBytes(prefix: string): Promise<ReadonlyMap<string, number>> {
  const bytes = new Map<string, number>();
  for (const key of (await command('KEYS', `${prefix}:*`)) as readonly string[]) {
    const ending = key.slice(key.lastIndexOf(':') + 1);
    bytes.set(ending, (bytes.get(ending) ?? 0) + Number(await command('MEMORY', 'USAGE', key)));
  }
  return bytes;
}

/** Bytes of a subject with the server's own tables: the growth by many copies, for each. */
async function bytesPerCopy(prefix: string): Promise<number> {
  const used = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(String(await command('INFO', 'memory')))?.[1]);
  const before = await used();
  const all = (await command('KEYS', `${prefix}:*`)) as readonly string[];
  // The mark of the root key is one for all subjects.
  const keys = all.filter((key) => key.includes('{'));
  const copySome = `for copy = ARGV[1], ARGV[2] do
    for _, key in ipairs(KEYS) do
      redis.call('COPY', key, (string.gsub(key, '{........', string.format('{%08d', copy))))
    end
  end`;
  // In small parts, each far within the client's timeout on a busy machine.
  for (let first = 1; first <= copies; first += copiesAtOnce) {
    await connection.client.eval(copySome, keys, [String(first), String(first + copiesAtOnce - 1)]);
  }
  const grown = (await used()) - before;
  await command('FLUSHALL');
  return grown / copies;
}

/** The rows `| what | … | bytes |` of the document, by the name in their first backquotes. */
function documented(): Readonly<Record<string, number>> {
  const rows = readFileSync(document, 'utf8').matchAll(/^\| `([^`]+)`.*\| ([\d ]+) B \|$/gm);
  return Object.fromEntries([...rows].map(([, name, bytes]) => [name, Number(bytes?.replaceAll(' ', ''))]));
}

test('docs/redis.md has the size of each key and each kind of subject', async ({ annotate }) => {
  const measured: Record<string, number> = {};
  async function note(prefix: string, names: Readonly<Record<string, string>>): Promise<void> {
    const bytes = await measureBytes(prefix);
    for (const [ending, name] of Object.entries(names)) measured[name] = bytes.get(ending) ?? Number.NaN;
  }

  await authenticator(deployment('one'), 1);
  await note('one', { s: 's', r: 'r', c: 'c' });
  measured['authenticator'] = await bytesPerCopy('one');

  await authenticator(deployment('old'), 1);
  await command('DEL', ...((await command('KEYS', 'old:*:c')) as readonly string[]));
  measured['authenticator, trust over'] = await bytesPerCopy('old');

  await authenticator(deployment('all'), 20);
  await note('all', { c: 'c, 20 clients' });
  await command('FLUSHALL');

  await email(deployment('two'));
  await note('two', { s: 's, email alone', n: 'n' });
  measured['email codes'] = await bytesPerCopy('two');

  await tokenAndPending(deployment('tok'));
  await note('tok', { s: 's, an enrollment that waits', p: 'p', pu: 'pu' });

  await annotate(
    Object.entries(measured)
      .map(([name, bytes]) => `${name}: ${Math.round(bytes)} B`)
      .join('\n'),
  );
  const promised = documented();
  expect(Object.keys(promised).toSorted()).toEqual(Object.keys(measured).toSorted());
  for (const [name, bytes] of Object.entries(promised)) {
    const ratio = (measured[name] ?? Number.NaN) / bytes;
    expect({ name, isClose: ratio > 0.75 && ratio < 1.25 }).toEqual({ name, isClose: true });
  }
});
