/** P16: faults that need a port of their own, and the one retry of a storage call. @module */

import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { nobleHashing } from '../../src/adapters/system/index.ts';
import type { Hashing, PreparedMac } from '../../src/domain/base/hashing.ts';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor, generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { accountsIn, codeOf, defaultPolicy, enrollTotp, testWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'account.delete' } as const;
const keys = generateKeys();
const withPassword = { code: { method: 'password', value: 'correct horse' } } as const;

/** Hashing that returns what `digest` returns, where that is set, and else a right digest. */
function breakableHashing(): { readonly hashing: Hashing; digest: (() => Uint8Array) | undefined } {
  const breakable: { hashing: Hashing; digest: (() => Uint8Array) | undefined } = {
    hashing: { prepare: (algorithm, key) => wrap(nobleHashing.prepare(algorithm, key)) },
    digest: undefined,
  };
  function wrap(mac: PreparedMac): PreparedMac {
    return {
      ...mac,
      mac: (message) => breakable.digest?.() ?? mac.mac(message),
      macCounter: (high, low) => breakable.digest?.() ?? mac.macCounter(high, low),
    };
  }
  return breakable;
}

describe('P16 hashing that returns no digest', () => {
  it.each([
    ['no bytes', () => new Uint8Array(0)],
    ['too few bytes', () => new Uint8Array(19)],
    ['too many bytes', () => new Uint8Array(65)],
  ])('but %s opens nothing, with or without the code 000000', async (_, digest) => {
    const breakable = breakableHashing();
    const world = testWorld({ hashing: breakable.hashing });
    await enrollTotp(world);
    breakable.digest = digest;
    world.events.length = 0;
    const code = { value: '000000' };
    for (const request of [ask, { ...ask, code }, { ...ask, operation: 'settings.save', code } as const]) {
      const denial = (await world.twoFactor.authorize(request))._unsafeUnwrapErr();
      expect(denial).toMatchObject({ kind: 'unavailable', port: 'hashing', subject: 'alice' });
    }
    expect(world.events).toMatchObject([
      { kind: 'access-denied', denial: 'unavailable', reason: 'hashing' },
      { kind: 'access-denied' },
      { kind: 'access-denied' },
    ]);
  });

  it('opens nothing even if only the codes of an authenticator are affected', async () => {
    const hashing: Hashing = {
      prepare: (algorithm, key) => {
        const mac = nobleHashing.prepare(algorithm, key);
        return algorithm === 'SHA1' ? { ...mac, macCounter: () => new Uint8Array(0) } : mac;
      },
    };
    const storage = createMemoryStorage();
    await enrollTotp(testWorld({ storage, keys }));
    const broken = testWorld({ storage, keys, hashing });
    broken.clock.advance(60_000);
    const denial = (
      await broken.twoFactor.authorize({ ...ask, code: { value: '000000' } })
    )._unsafeUnwrapErr();
    expect(denial).toMatchObject({ kind: 'unavailable', port: 'hashing' });
  });
});

describe('P16 a random source', () => {
  it('that is stuck keeps no trust alive', async () => {
    let random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
    const world = testWorld({ random: { bytes: (count) => random.bytes(count) } });
    const client = { userAgent: 'UA', ip: '192.0.2.1', session: 's' };
    const call = { subject: 'alice', operation: 'settings.save', client } as const;
    const { secret } = await enrollTotp(world);
    for (const end of [
      () => world.twoFactor.accountChanged('alice', { what: 'password' }),
      () => world.twoFactor.reset('alice', { by: 'root', reason: 'stolen' }),
    ]) {
      world.clock.advance(60_000);
      const code = { value: codeOf(secret, world.clock.at) };
      expect((await world.twoFactor.authorize({ ...call, code })).isOk()).toBe(true);
      const working = random;
      random = { bytes: (count) => new Uint8Array(count).fill(7) };
      expect((await end()).isOk()).toBe(true);
      random = working;
      expect((await world.twoFactor.authorize(call)).isOk()).toBe(false);
    }
  });

  it('that repeats its bytes is unavailable and does not hang the call', async () => {
    const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, index) => index);
    const world = testWorld({ accounts: { alice: {} }, random: { bytes } });
    const proof = { client: { signedInAt: world.clock.at } };
    const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const denial = (
      await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at))
    )._unsafeUnwrapErr();
    expect(denial).toMatchObject({ kind: 'unavailable', port: 'random' });
  });

  it('that has no usable bytes is unavailable and does not hang the call', async () => {
    const world = testWorld({
      accounts: { alice: { verifiedEmails: ['alice@example.org'] } },
      random: { bytes: (count) => new Uint8Array(count).fill(255) },
    });
    const denial = (await world.twoFactor.totp.enroll('alice'))._unsafeUnwrapErr();
    expect(denial).toMatchObject({ kind: 'unavailable', port: 'random' });
    expect(world.mails).toEqual([]);
  });

  it('that is broken does not prevent revoking clients and tokens', async () => {
    const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
    const world = testWorld({ random });
    const client = { userAgent: 'UA', ip: '192.0.2.1', session: 's' };
    const { secret } = await enrollTotp(world);
    const code = { value: codeOf(secret, world.clock.at) };
    const { trustedClients, accessTokens, authorize } = world.twoFactor;
    (await authorize({ subject: 'alice', operation: 'settings.save', client, code }))._unsafeUnwrap();
    world.clock.advance(60_000);
    const proof = { code: { value: codeOf(secret, world.clock.at) } };
    const { id } = (await accessTokens.create('alice', { name: 'ci', proof }))._unsafeUnwrap();
    const [trusted] = (await trustedClients.list('alice'))._unsafeUnwrap();
    random.bytes = () => {
      throw new Error('no entropy');
    };
    expect((await trustedClients.revoke('alice', trusted!.id)).isOk()).toBe(true);
    expect((await accessTokens.revoke('alice', id)).isOk()).toBe(true);
    expect((await trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
    expect((await accessTokens.list('alice'))._unsafeUnwrap()).toEqual([]);
    expect((await trustedClients.revokeAll('alice')).isOk()).toBe(true);
    expect((await accessTokens.revokeAll('alice')).isOk()).toBe(true);
  });
});

describe('P16 a synchronous port that returns a rejecting promise', () => {
  const late = (): never => Promise.reject(new Error('late')) as never;

  it.each(['random', 'hashing'] as const)(
    'is unavailable, without an unhandled rejection: %s',
    async (port) => {
      const rejections: unknown[] = [];
      const note = (reason: unknown): unknown => rejections.push(reason);
      process.on('unhandledRejection', note);
      try {
        const breakable = breakableHashing();
        const random = port === 'random' ? { random: { bytes: late } } : {};
        const world = testWorld({ accounts: { alice: {} }, hashing: breakable.hashing, ...random });
        if (port === 'hashing') breakable.digest = late;
        const proof = { client: { signedInAt: world.clock.at } };
        const denial = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrapErr();
        expect(denial).toMatchObject({ kind: 'unavailable', port });
        await new Promise((resolve) => void setTimeout(resolve, 5));
        expect(rejections).toEqual([]);
      } finally {
        process.off('unhandledRejection', note);
      }
    },
  );
});

describe('P16 storage', () => {
  it('that replies about a method that was no candidate opens nothing', async () => {
    const memory = createMemoryStorage();
    const mixedUp: Storage = {
      ...memory,
      charge: async (tag, input) => {
        const outcome = await memory.charge(tag, input);
        return outcome.kind === 'charged' ? { ...outcome, method: 'password' } : outcome;
      },
    };
    await enrollTotp(testWorld({ storage: memory, keys }));
    const world = testWorld({ storage: mixedUp, keys });
    world.clock.advance(60_000);
    for (const code of [{ value: '123456' }, { method: 'totp', value: '123456' }] as const) {
      const denial = (
        await world.twoFactor.authorize({ subject: 'alice', operation: 'login', code })
      )._unsafeUnwrapErr();
      expect(denial).toMatchObject({ kind: 'unavailable', port: 'storage' });
    }
  });

  it.each([
    'charge',
    'settle',
    'confirmEnrollment',
    'enableEmail',
    'insertToken',
    'replaceRecoveryCodes',
  ] as const)(
    'that loses the reply to %s is called once more with the same attempt id, and then replies',
    async (verb) => {
      const memory = createMemoryStorage();
      const attempts: string[] = [];
      const losing: Storage = {
        ...memory,
        [verb]: async (tag: never, input: { readonly attemptId: string }) => {
          attempts.push(input.attemptId);
          const outcome: unknown = await memory[verb](tag, input as never);
          if (attempts.length === 1) throw new Error('connection reset');
          return outcome;
        },
      };
      const world = testWorld({
        storage: losing,
        keys,
        accounts: { alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] } },
      });
      const { recoveryCodes } = await enrollTotp(world);
      const proof = (index: number): { code: { value: string } } => ({
        code: { value: recoveryCodes[index]! },
      });
      const { twoFactor } = world;
      expect((await twoFactor.email.enable('alice', { proof: proof(0) })).isOk()).toBe(true);
      expect((await twoFactor.accessTokens.create('alice', { name: 'ci', proof: proof(1) })).isOk()).toBe(
        true,
      );
      expect((await twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap()).toBe(8);
      expect((await twoFactor.recoveryCodes.regenerate('alice', { proof: proof(2) })).isOk()).toBe(true);
      expect((await twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap()).toBe(10);
      expect(attempts[0]).toBe(attempts[1]);
      expect((await twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({ attemptsLeft: 5 });
    },
  );

  it('that never replies is unavailable after the deadline, and the code is not spent', async () => {
    const memory = createMemoryStorage();
    let hangs = false;
    const storage: Storage = {
      ...memory,
      charge: (tag, input) => (hangs ? new Promise(() => undefined) : memory.charge(tag, input)),
    };
    const world = testWorld({ storage, keys });
    const { secret } = await enrollTotp(world);
    const request = { ...ask, code: { value: codeOf(secret, world.clock.at) } };
    hangs = true;
    const pending = world.twoFactor.authorize(request);
    // Two tries of two seconds each.
    for (let seconds = 0; seconds < 4; seconds++) {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      world.clock.advance(1000);
    }
    expect((await pending)._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable', port: 'storage' });
    hangs = false;
    expect((await world.twoFactor.authorize(request))._unsafeUnwrap().by).toBe('totp');
  });
});

describe('P16 an unexpected promise that rejects', () => {
  it('changes no result and causes no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const foreign = (): unknown => runInNewContext("Promise.reject(new Error('from another realm'))");
    const world = testWorld({ events: { record: foreign } });
    expect((await world.twoFactor.authorize({ ...ask, ...withPassword })).isOk()).toBe(true);
    const rejects = async (): Promise<never> => Promise.reject(new Error('later'));
    const ports = embeddedPorts({ accounts: accountsIn(new Map([['alice', {}]])) });
    const badPolicy = createTwoFactor({ policy: rejects as never, ports });
    expect((await badPolicy.authorize(ask))._unsafeUnwrapErr()).toMatchObject({ port: 'policy' });
    const badClock = createTwoFactor({
      policy: defaultPolicy,
      ports: { ...ports, clock: { ...ports.clock, now: rejects as never } },
    });
    expect((await badClock.authorize(ask))._unsafeUnwrapErr()).toMatchObject({ port: 'clock' });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
