/** The round trips of each verb and each call, counted between client and server. @module */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import { type AuthenticatedToken, definePolicy, generateKeys } from '../../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../../support/world.ts';
import { connectIoredis, connectNodeRedis } from './connections.ts';
import { outcomesOf, verbs } from './every-verb.ts';
import { type RedisServer, startServer } from './servers.ts';
import { enrollEverything, limits, mailbox, tagOf } from './subjects.ts';
import { type TcpProxy, startProxy } from './tcp-proxy.ts';

let server: RedisServer;
let proxy: TcpProxy;

beforeAll(async () => {
  server = await startServer();
  proxy = await startProxy(server);
});

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
});

/** The commands that were sent during `work`. */
async function commandsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = proxy.commands.length;
  await work();
  return proxy.commands.slice(before);
}

/**
 * The round trips of each call of the façade. A proof is two of them. A notice is counted by one,
 * which is not waited for.
 */
const tripsOf = {
  'authorize, access token': 1,
  'authorize, challenge': 1,
  'accessTokens.authenticate': 1,
  'accessTokens.create': 4,
  'accessTokens.list': 2,
  'accessTokens.revoke': 2,
  'accessTokens.revokeAll': 1,
  'trustedClients.list': 2,
  'trustedClients.revokeAll': 1,
  'email.enable': 4,
  'email.sendCode': 3,
  'email.disable': 4,
  'recoveryCodes.remaining': 1,
  'recoveryCodes.regenerate': 4,
  status: 3,
  accountChanged: 2,
  'totp.enroll, again': 3,
  'totp.confirm': 5,
  'totp.remove': 4,
  reset: 2,
  unlock: 3,
  forget: 1,
};

describe.each([
  ['node-redis', connectNodeRedis],
  ['ioredis', connectIoredis],
] as const)('%s', (name, connect) => {
  test('every verb is one command, and a second one only if the server does not know the script', async () => {
    const connection = await connect(proxy);
    server.cli('script', 'flush');
    const storage = createRedisStorage(connection.client, { prefix: name });
    await enrollEverything(storage, tagOf('warm'));
    for (const verb of verbs) {
      const tag = tagOf(`trip-${verb}`);
      await enrollEverything(storage, tag);
      const first = await commandsOf(() => outcomesOf(storage, tagOf('warm'), [verb]));
      expect(['EVALSHA', 'EVALSHA EVAL']).toContain(first.join(' '));
      expect(await commandsOf(() => outcomesOf(storage, tag, [verb]))).toEqual(['EVALSHA']);
    }
    connection.close();
  });

  test('a decision is one round trip, a refused attempt one, a success two', async () => {
    const connection = await connect(proxy);
    const storage = createRedisStorage(connection.client, { prefix: `${name}-facade` });
    const world = testWorld({ storage, keys: generateKeys() });
    const { secret } = await enrollTotp(world);
    const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
    const ask = { subject: 'alice', operation: 'settings.save', client } as const;
    const authorize = async (value?: string): Promise<void> =>
      void (await world.twoFactor.authorize({ ...ask, ...(value === undefined ? {} : { code: { value } }) }));
    const right = codeOf(secret, world.clock.at);
    // Once a minute the storage is recognized, which is a round trip more.
    void (await world.twoFactor.recoveryCodes.remaining('alice'));

    expect(await commandsOf(() => authorize())).toEqual(['EVALSHA']);
    expect(await commandsOf(() => authorize(codeOf(secret, world.clock.at, 1000)))).toEqual(['EVALSHA']);
    expect(await commandsOf(() => authorize(right))).toEqual(['EVALSHA', 'EVALSHA']);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('trusted-client');
    expect(await commandsOf(() => authorize())).toEqual(['EVALSHA']);
    connection.close();
  });

  test('pinning the addresses of an account is three round trips, once', async () => {
    const connection = await connect(proxy);
    const storage = createRedisStorage(connection.client, { prefix: `${name}-pinned` });
    await storage.begin(tagOf('warm'), { attemptId: 'a' });
    await storage.pinEmail(tagOf('warm'), { attemptId: 'a', at: 0, generation: 0, addresses: [] });
    const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
    const accounts = { alice: { verifiedEmails: ['alice@example.org'] }, bob: {} };
    const { twoFactor } = testWorld({ storage, keys: generateKeys(), policy, accounts });
    const decide = async (): Promise<unknown> =>
      twoFactor.authorize({ subject: 'alice', operation: 'status.read' });
    // The storage is recognized before the first call.
    void (await twoFactor.recoveryCodes.remaining('bob'));
    expect(await commandsOf(decide)).toEqual(['EVALSHA', 'EVALSHA', 'EVALSHA', 'EVALSHA']);
    expect(await commandsOf(decide)).toEqual(['EVALSHA']);
    connection.close();
  });

  test('every call of the façade has the documented number of round trips', async () => {
    const connection = await connect(proxy);
    const storage = createRedisStorage(connection.client, { prefix: `${name}-table` });
    const account = { username: 'alice', password: 'correct horse', verifiedEmails: ['alice@example.org'] };
    const world = testWorld({ storage, keys: generateKeys(), accounts: { alice: account } });
    let { secret } = await enrollTotp(world);
    const { twoFactor, clock } = world;
    const proof = (): { readonly code: { readonly value: string } } => ({
      code: { value: codeOf(secret, clock.at) },
    });
    const trips: Record<string, number> = {};
    const count = async <Outcome extends { isOk(): boolean }>(
      call: string,
      work: () => PromiseLike<Outcome>,
    ): Promise<void> => {
      // The next code, and a storage that was recognized within the minute.
      clock.advance(30_000);
      void (await twoFactor.recoveryCodes.remaining('alice'));
      const before = proxy.commands.length;
      const outcome = await work();
      // The commands of a connection arrive in order: all that the call sent are there before this.
      await storage.load(tagOf('warm'), {});
      trips[call] = proxy.commands.length - before - 1;
      expect([call, outcome.isOk()]).toEqual([call, call !== 'authorize, challenge']);
    };
    // A first call of every script, so that the server knows it when calls are counted.
    await storage.countMail(mailbox, { attemptId: 'warm', at: 0, limits });
    for (const verb of verbs) {
      await enrollEverything(storage, tagOf(`table-${verb}`));
      await outcomesOf(storage, tagOf(`table-${verb}`), [verb]);
    }
    let made = { token: '', id: '' };
    let accessToken: AuthenticatedToken | undefined;
    const operation = 'settings.save';
    await count('accessTokens.create', () =>
      twoFactor.accessTokens
        .create('alice', { name: 'ci', bypass: true, proof: proof() })
        .map((created) => (made = created)),
    );
    await count('accessTokens.authenticate', () =>
      twoFactor.accessTokens.authenticate(made.token).map((read) => (accessToken = read)),
    );
    await count('authorize, access token', () =>
      twoFactor.authorize({ subject: 'alice', operation, accessToken }),
    );
    await count('authorize, challenge', () => twoFactor.authorize({ subject: 'alice', operation }));
    await count('accessTokens.list', () => twoFactor.accessTokens.list('alice'));
    await count('accessTokens.revoke', () => twoFactor.accessTokens.revoke('alice', made.id));
    await count('accessTokens.revokeAll', () => twoFactor.accessTokens.revokeAll('alice'));
    await count('trustedClients.list', () => twoFactor.trustedClients.list('alice'));
    await count('trustedClients.revokeAll', () => twoFactor.trustedClients.revokeAll('alice'));
    await count('email.enable', () => twoFactor.email.enable('alice', { proof: proof() }));
    await count('email.sendCode', () => twoFactor.email.sendCode('alice', { operation }));
    await count('email.disable', () => twoFactor.email.disable('alice', { proof: proof() }));
    await count('recoveryCodes.remaining', () => twoFactor.recoveryCodes.remaining('alice'));
    await count('recoveryCodes.regenerate', () =>
      twoFactor.recoveryCodes.regenerate('alice', { proof: proof() }),
    );
    await count('status', () => twoFactor.status('alice'));
    await count('accountChanged', () => twoFactor.accountChanged('alice', { what: 'password' }));
    await count('totp.enroll, again', () =>
      twoFactor.totp.enroll('alice', { proof: proof() }).map((begun) => (secret = begun.secret)),
    );
    await count('totp.confirm', () => twoFactor.totp.confirm('alice', codeOf(secret, clock.at)));
    await count('totp.remove', () => twoFactor.totp.remove('alice', { proof: proof() }));
    await count('reset', () => twoFactor.reset('alice', { by: 'admin', reason: 'lost' }));
    await count('unlock', () => twoFactor.unlock('alice', { by: 'bob', reason: 'an attack' }));
    await count('forget', () => twoFactor.forget('alice'));
    connection.close();
    expect(trips).toEqual(tripsOf);
  });
});
