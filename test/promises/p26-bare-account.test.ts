/**
 * P26: a change that was permitted to the owner of a bare account, of which nothing is stored, does
 * not fit the next owner of its id, on memory and on Redis.
 * @module
 */

import { type MemoryStorage, createMemoryStorage } from 'second-factor/adapters/memory';
import { createRedisStorage } from 'second-factor/adapters/redis';
import { describe, expect, it } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { definePolicy, generateKeys } from '../../src/index.ts';
import type { Sealing } from '../../src/ports/sealing.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { oneServer } from '../adapters/redis/one-server.ts';
import { type TestWorld, accountsIn, codeOf, operations, testWorld } from '../support/world.ts';

const redis = oneServer();
let prefixes = 0;

interface Gate {
  /** The sealing of the deployment, which waits for `open` once `close` was called. */
  readonly sealing: Sealing;
  close(): { readonly reached: Promise<void>; open(): void };
}

function gatedSealing(keys: string): Gate {
  const { sealing } = embeddedPorts({ accounts: accountsIn(new Map()), keys });
  let pass = (): Promise<void> => Promise.resolve();
  return {
    sealing: {
      ...sealing,
      async seal(secret, context) {
        await pass();
        return await sealing.seal(secret, context);
      },
    },
    close() {
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      const reached = new Promise<void>((resolve) => {
        pass = () => {
          resolve();
          pass = () => Promise.resolve();
          return opened;
        };
      });
      return { reached, open };
    },
  };
}

function bareAccount(storage: Storage) {
  const keys = generateKeys();
  const gate = gatedSealing(keys);
  const world = testWorld({ storage, keys, sealing: gate.sealing, accounts: { 7: {} } });
  const signedIn = { proof: { client: { session: 'old', signedInAt: world.clock.at } } };
  return { world, gate, signedIn };
}

/** The account is deleted, and another person gets its id. */
async function replaceOwner({ accounts, twoFactor }: TestWorld): Promise<void> {
  accounts.delete('7');
  expect((await twoFactor.forget('7')).isOk()).toBe(true);
  accounts.set('7', { username: 'next owner' });
}

describe.each([
  ['memory', () => createMemoryStorage()],
  ['Redis', () => createRedisStorage(redis.client, { prefix: `bare-${++prefixes}` })],
] as const)('P26 the id of a bare account is given again, on %s', (kind, createStorage) => {
  it('a token under way is superseded, and is no token of the next owner', async () => {
    const { world, gate, signedIn } = bareAccount(createStorage());
    const { reached, open } = gate.close();
    const underWay = world.twoFactor.accessTokens.create('7', { name: 'ci', ...signedIn });
    await reached;
    await replaceOwner(world);
    open();
    expect((await underWay)._unsafeUnwrapErr()).toEqual({ kind: 'superseded' });
    expect((await world.twoFactor.status('7'))._unsafeUnwrap().accessTokens).toBe(0);
  });

  it.each([false, true])(
    'an enrollment under way is superseded, although the next owner began one: %s',
    async (began) => {
      const { world, gate, signedIn } = bareAccount(createStorage());
      const { twoFactor, clock } = world;
      const { reached, open } = gate.close();
      const underWay = twoFactor.totp.enroll('7', signedIn);
      await reached;
      await replaceOwner(world);
      const own = began ? (await twoFactor.totp.enroll('7', signedIn))._unsafeUnwrap() : undefined;
      open();
      expect((await underWay)._unsafeUnwrapErr()).toEqual({ kind: 'superseded' });
      const { totp } = (await twoFactor.status('7'))._unsafeUnwrap();
      expect(totp.pendingUntil).toBe(own?.expiresAt);
      if (own === undefined) return;
      const confirmed = await twoFactor.totp.confirm('7', codeOf(own.secret, clock.at));
      expect(confirmed.isOk()).toBe(true);
    },
  );

  it('leaves nothing stored where it is only asked, and after forget', async () => {
    const storage = createStorage();
    const { world, gate, signedIn } = bareAccount(storage);
    const { twoFactor } = world;
    const stored = async (): Promise<unknown> =>
      kind === 'memory'
        ? (storage as MemoryStorage).size().subjects
        : ((await redis.client.command(['KEYS', `bare-${prefixes}:{*`])) as readonly string[]).length;
    const ask = { subject: '7', operation: 'settings.save' } as const;
    expect((await twoFactor.authorize(ask)).isOk()).toBe(true);
    expect((await twoFactor.totp.enroll('7')).isErr()).toBe(true);
    expect((await twoFactor.status('7')).isOk()).toBe(true);
    expect(await stored()).toBe(0);
    const { reached, open } = gate.close();
    const underWay = twoFactor.totp.enroll('7', signedIn);
    await reached;
    await replaceOwner(world);
    open();
    expect((await underWay).isErr()).toBe(true);
    expect(await stored()).toBe(0);
  });

  it('is judged on the account of the next owner if they were there before the record began', async () => {
    const storage = createStorage();
    let isGiven = false;
    const { world, signedIn } = bareAccount({
      ...storage,
      begin: async (tag, input) => {
        if (!isGiven) {
          isGiven = true;
          await replaceOwner(world);
          world.accounts.set('7', { username: 'next owner', password: 'their own' });
        }
        return await storage.begin(tag, input);
      },
    });
    const refused = (await world.twoFactor.totp.enroll('7', signedIn))._unsafeUnwrapErr();
    expect(refused).toMatchObject({ kind: 'second-factor-required', method: 'password' });
    expect((await world.twoFactor.status('7'))._unsafeUnwrap().totp.pendingUntil).toBeUndefined();
  });

  it('is superseded if the account is forgotten again and again', async () => {
    const storage = createStorage();
    const { world, signedIn } = bareAccount({
      ...storage,
      begin: async (tag, input) => {
        const begun = await storage.begin(tag, input);
        await replaceOwner(world);
        return begun;
      },
    });
    const refused = (await world.twoFactor.totp.enroll('7', signedIn))._unsafeUnwrapErr();
    expect(refused).toEqual({ kind: 'superseded' });
    expect(world.events.map((event) => event.kind)).not.toContain('totp-enrollment-started');
  });

  it('automatic enrollment pins the addresses of the next owner, not those that a call read before', async () => {
    const storage = createStorage();
    const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
    const accountOf = (owner: string) => ({ verifiedEmails: [`${owner}@example.org`] });
    let isGiven = false;
    const load: Storage['load'] = async (tag, query) => {
      const state = await storage.load(tag, query);
      if (!isGiven) {
        isGiven = true;
        await replaceOwner(world);
        world.accounts.set('7', accountOf('new'));
      }
      return state;
    };
    const world = testWorld({
      storage: { ...storage, load },
      keys: generateKeys(),
      policy,
      accounts: { 7: accountOf('old') },
    });
    const ask = { subject: '7', operation: 'settings.save' } as const;
    expect((await world.twoFactor.authorize(ask)).isErr()).toBe(true);
    const asked = (await world.twoFactor.authorize(ask))._unsafeUnwrapErr();
    expect(asked).toMatchObject({ kind: 'second-factor-required', method: 'email' });
    expect(world.mails.map(({ to }) => to)).toEqual(['new@example.org']);
  });

  it('publishes one grant, although it is judged twice', async () => {
    const { world, signedIn } = bareAccount(createStorage());
    expect((await world.twoFactor.totp.enroll('7', signedIn)).isOk()).toBe(true);
    expect(world.events.map((event) => event.kind)).toEqual(['access-granted', 'totp-enrollment-started']);
  });
});
