/** P26: everything of a forgotten subject is gone, on memory and on Redis. @module */

import { type MemoryStorage, createMemoryStorage } from 'second-factor/adapters/memory';
import { createRedisStorage } from 'second-factor/adapters/redis';
import { describe, expect, it } from 'vitest';
import { generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { oneServer } from '../adapters/redis/one-server.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
const save = { subject: 'alice', operation: 'settings.save', client } as const;

const redis = oneServer();
let prefixes = 0;

/** The keys of Redis under a prefix. */
async function keysUnder(prefix: string): Promise<unknown> {
  return await redis.client.command(['KEYS', `${prefix}:{*`]);
}

/** A subject who has one of everything, and what they still hold after they left. */
async function aliceWithEverything(storage: Storage) {
  const world = testWorld({ storage, keys: generateKeys(), accounts: { alice: accountOf('old') } });
  const { twoFactor, clock } = world;
  const { secret, recoveryCodes } = await enrollTotp(world);
  const proof = () => {
    clock.advance(30_000);
    return { code: { value: codeOf(secret, clock.at) } };
  };
  const made = await twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof: proof() });
  const token = made._unsafeUnwrap().token;
  expect((await twoFactor.accessTokens.authenticate(token)).isOk()).toBe(true);
  expect((await twoFactor.email.enable('alice', { proof: proof() })).isOk()).toBe(true);
  expect((await twoFactor.authorize({ ...save, code: proof().code })).isOk()).toBe(true);
  const stranger = { ...save, client: {}, code: { value: '000000' } };
  expect((await twoFactor.authorize(stranger)).isErr()).toBe(true);
  expect((await twoFactor.email.sendCode('alice')).isOk()).toBe(true);
  expect((await twoFactor.totp.enroll('alice', { proof: proof() })).isOk()).toBe(true);
  return { world, secret, recoveryCodes, token };
}

function accountOf(owner: string) {
  return { password: `password of the ${owner} alice`, verifiedEmails: [`${owner}@example.org`] };
}

/** The password of an owner, as the proof of a management call. */
function proofOf(owner: string) {
  return { proof: { code: { method: 'password', value: accountOf(owner).password } } } as const;
}

function createSignal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

/** The account is deleted, and another person gets its id. */
async function replaceOwner({ accounts, twoFactor }: TestWorld): Promise<void> {
  accounts.delete('alice');
  expect((await twoFactor.forget('alice'))._unsafeUnwrap()).toEqual({ erased: true });
  accounts.set('alice', accountOf('new'));
}

describe.each([
  ['memory', () => createMemoryStorage()],
  ['Redis', () => createRedisStorage(redis.client, { prefix: `forget-${++prefixes}` })],
] as const)('P26 forgetting a subject, on %s', (kind, createStorage) => {
  it('erases everything, and leaves the counted mails of addresses', async () => {
    const storage = createStorage();
    const { world } = await aliceWithEverything(storage);
    world.accounts.delete('alice');
    expect((await world.twoFactor.forget('alice'))._unsafeUnwrap()).toEqual({ erased: true });
    expect((await world.twoFactor.forget('alice'))._unsafeUnwrap()).toEqual({ erased: false });
    const left = (await keysUnder(`forget-${prefixes}`)) as readonly string[];
    if (kind === 'Redis') expect(left.filter((key) => !key.endsWith(':n'))).toEqual([]);
    if (kind === 'Redis') expect(left).not.toEqual([]);
    const { size } = storage as Partial<MemoryStorage>;
    if (kind === 'memory') expect(size?.()).toEqual({ subjects: 0, recipients: 2 });
  });

  it('leaves the next owner of the id nothing, and what the old one holds opens nothing', async () => {
    const { world, secret, recoveryCodes, token } = await aliceWithEverything(createStorage());
    const { twoFactor, clock } = world;
    await replaceOwner(world);
    expect((await twoFactor.status('alice'))._unsafeUnwrap()).toEqual({
      totp: { enrolled: false, disabled: false },
      email: { enrolled: false, disabled: false },
      recoveryCodesLeft: 0,
      accessTokens: 0,
      trustedClients: 0,
    });
    expect((await twoFactor.accessTokens.authenticate(token))._unsafeUnwrapErr()).toMatchObject({
      kind: 'access-token-refused',
      reason: 'unknown',
    });
    const enrolled = await enrollTotp(world);
    expect(enrolled.recoveryCodes).toHaveLength(10);
    expect((await twoFactor.authorize(save))._unsafeUnwrapErr().kind).toBe('second-factor-required');
    for (const value of [codeOf(secret, clock.at), recoveryCodes[0]!, recoveryCodes[1]!]) {
      const refused = (await twoFactor.authorize({ ...save, code: { value } }))._unsafeUnwrapErr();
      expect([value, refused]).toMatchObject([value, { kind: 'second-factor-invalid' }]);
    }
  });

  it('leaves no call under way that fits the next owner', async () => {
    const [reached, opened] = [createSignal(), createSignal()];
    const storage = createStorage();
    const beginEnrollment: Storage['beginEnrollment'] = async (tag, input) => {
      reached.give();
      await opened.given;
      return await storage.beginEnrollment(tag, input);
    };
    const accounts = { alice: accountOf('old') };
    const world = testWorld({ storage: { ...storage, beginEnrollment }, keys: generateKeys(), accounts });
    const { twoFactor } = world;
    const underWay = twoFactor.totp.enroll('alice', proofOf('old'));
    await reached.given;
    await replaceOwner(world);
    const made = await twoFactor.accessTokens.create('alice', { name: 'ci', ...proofOf('new') });
    expect(made.isOk()).toBe(true);
    opened.give();
    expect((await underWay)._unsafeUnwrapErr()).toEqual({ kind: 'superseded' });
    const status = (await twoFactor.status('alice'))._unsafeUnwrap();
    expect(status.totp).toEqual({ enrolled: false, disabled: false });
    expect(status.accessTokens).toBe(1);
  });

  it('needs no account, asks for none, mails nobody, and says what happened', async () => {
    const { world } = await aliceWithEverything(createStorage());
    const mails = world.mails.length;
    const before = world.events.length;
    const asked: string[] = [];
    const find = world.accounts.get.bind(world.accounts);
    world.accounts.get = (subject) => {
      asked.push(subject);
      return find(subject);
    };
    expect((await world.twoFactor.forget('alice'))._unsafeUnwrap()).toEqual({ erased: true });
    expect(asked).toEqual([]);
    expect(world.mails).toHaveLength(mails);
    expect(world.events.slice(before)).toEqual([
      { kind: 'forgotten', at: world.clock.at, subject: 'alice', erased: true },
    ]);
  });
});

it('P26 a subject whose record cannot be read is forgotten too', async () => {
  const { world } = await aliceWithEverything(createRedisStorage(redis.client, { prefix: 'forget-corrupt' }));
  const keys = (await keysUnder('forget-corrupt')) as readonly string[];
  const ofAlice = keys.filter((key) => !key.endsWith(':n'));
  for (const key of ofAlice) await redis.client.command(['SET', key, 'nonsense']);
  expect((await world.twoFactor.status('alice'))._unsafeUnwrapErr()).toMatchObject({
    kind: 'unavailable',
    port: 'storage',
  });
  await replaceOwner(world);
  expect((await world.twoFactor.status('alice'))._unsafeUnwrap()).toMatchObject({
    totp: { enrolled: false },
    recoveryCodesLeft: 0,
  });
  expect((await enrollTotp(world)).recoveryCodes).toHaveLength(10);
});

it.each([[''], [undefined], [null], [7], [{}]])('P26 the id %j is refused', async (id) => {
  const { twoFactor, events } = testWorld();
  expect((await twoFactor.forget(id as never))._unsafeUnwrapErr()).toMatchObject({
    kind: 'invalid-request',
    field: 'id',
  });
  expect(events.map(({ kind }) => kind)).toEqual(['management-refused']);
});
