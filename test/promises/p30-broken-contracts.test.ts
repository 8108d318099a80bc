/** P30: what breaks its contract is refused by name, and opens nothing. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { nobleHashing, systemClock } from '../../src/adapters/system/index.ts';
import type { Hashing } from '../../src/domain/base/hashing.ts';
import { type EmbeddedPorts, embeddedPorts } from '../../src/embedded.ts';
import { type Policy, type Ports, createTwoFactor, generateKeys, parseKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { storageVerbs } from '../../src/testing/seam/storage-call.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { accountsIn, codeOf, defaultPolicy, enrollTotp, testWorld } from '../support/world.ts';

const keys = parseKeys(generateKeys())._unsafeUnwrap();

/** Every port with the functions that its contract has, but for those that a host may leave out. */
const functions = {
  clock: ['now', 'sleep'],
  random: ['bytes'],
  hashing: ['prepare'],
  sealing: ['seal', 'open'],
  storage: storageVerbs,
  mailer: ['send'],
  accounts: ['find', 'verifyPassword'],
  events: ['record'],
  domains: ['toAscii'],
} as const satisfies Record<keyof Ports, readonly string[]>;

function completePorts(): EmbeddedPorts {
  return embeddedPorts({
    accounts: accountsIn(new Map()),
    mailer: { send: () => Promise.resolve() },
    events: { record: () => undefined },
  });
}

describe('P30 createTwoFactor', () => {
  it.each(Object.entries(functions).flatMap(([port, names]) => names.map((name) => [port, name] as const)))(
    'refuses a port without ports.%s.%s, by name',
    (port, name) => {
      const complete = completePorts();
      expect(() => createTwoFactor({ policy: defaultPolicy, ports: complete })).not.toThrow();
      for (const value of [undefined, null, 'text', {}]) {
        const broken = { ...complete[port as keyof Ports], [name]: value };
        expect(() =>
          createTwoFactor({ policy: defaultPolicy, ports: { ...complete, [port]: broken } }),
        ).toThrow(new TypeError(`ports.${port}.${name} must be a function`));
      }
    },
  );

  it.each(Object.keys(functions))('refuses ports.%s that is no object', (port) => {
    const ports = { ...completePorts(), [port]: 'text' };
    expect(() => createTwoFactor({ policy: defaultPolicy, ports })).toThrow(
      new TypeError(`ports.${port} must be an object`),
    );
  });

  it('takes an adapter whose functions are those of its class', () => {
    class FixedClock {
      now(): number {
        return 1;
      }
      sleep = systemClock.sleep;
    }
    const ports = { ...completePorts(), clock: new FixedClock() };
    expect(() => createTwoFactor({ policy: defaultPolicy, ports })).not.toThrow();
  });
});

type Replacement = (ports: EmbeddedPorts) => Partial<Record<keyof Ports, unknown>>;

/** What replaces a port, or a function of it, in a deployment in which alice is enrolled. */
interface Breakage {
  readonly name: string;
  /** The port that the denial must name. */
  readonly port: string;
  readonly ports?: Replacement;
  readonly policy?: () => Policy;
}

const withoutDigest: Hashing = {
  prepare: (algorithm, key) => ({
    ...nobleHashing.prepare(algorithm, key),
    macCounter: () => new Uint8Array(0),
  }),
};

/** A storage whose verb returns something else. */
function storageWhere(verb: keyof Storage, reply: (right: object) => unknown): Replacement {
  return ({ storage }) => {
    const call = storage[verb] as (...args: readonly unknown[]) => Promise<object>;
    const broken = async (...args: readonly unknown[]): Promise<unknown> => reply(await call(...args));
    return { storage: { ...storage, [verb]: broken } };
  };
}

const breakages: readonly Breakage[] = [
  {
    name: 'a clock that returns a Date',
    port: 'clock',
    ports: () => ({ clock: { ...systemClock, now: () => new Date() } }),
  },
  {
    name: 'a clock that is no number',
    port: 'clock',
    ports: () => ({ clock: { ...systemClock, now: () => Number.NaN } }),
  },
  {
    name: 'random bytes that come later',
    port: 'random',
    ports: () => ({ random: { bytes: async () => new Uint8Array(16) } }),
  },
  {
    name: 'too few random bytes',
    port: 'random',
    ports: () => ({ random: { bytes: () => new Uint8Array(1) } }),
  },
  { name: 'an empty digest', port: 'hashing', ports: () => ({ hashing: withoutDigest }) },
  {
    name: 'a sealing that opens to text',
    port: 'sealing',
    ports: ({ sealing }) => ({ sealing: { ...sealing, open: async () => 'secret' } }),
  },
  {
    name: 'a sealing that opens to nothing',
    port: 'sealing',
    ports: ({ sealing }) => ({ sealing: { ...sealing, open: async () => new Uint8Array(0) } }),
  },
  {
    name: 'an account that is only a name',
    port: 'accounts',
    ports: ({ accounts }) => ({ accounts: { ...accounts, find: async () => 'alice' } }),
  },
  {
    name: 'an account without addresses',
    port: 'accounts',
    ports: ({ accounts }) => ({
      accounts: { ...accounts, find: async () => ({ id: 'alice', hasPassword: true }) },
    }),
  },
  {
    name: 'a charge without a state',
    port: 'storage',
    ports: storageWhere('charge', ({ ...right }) => ({ ...right, state: undefined })),
  },
  {
    name: 'a charge of what nobody presented',
    port: 'storage',
    ports: storageWhere('charge', (right) => ({ ...right, method: 'password' })),
  },
  {
    name: 'trust that nothing earned',
    port: 'storage',
    ports: storageWhere('charge', (right) => ({ ...right, kind: 'trusted' })),
  },
  {
    name: 'an outcome that no charge has',
    port: 'storage',
    ports: storageWhere('charge', (right) => ({ ...right, kind: 'granted' })),
  },
  {
    name: 'a settlement that is only a word',
    port: 'storage',
    ports: ({ storage }) => ({ storage: { ...storage, settle: async () => 'settled' } }),
  },
  { name: 'a policy that is a copy', port: 'policy', policy: () => ({ ...defaultPolicy }) },
];

describe('P30 a call', () => {
  it.each(breakages)(
    'with $name is unavailable, by the name of its port',
    async ({ port, ports, policy }) => {
      const storage = createMemoryStorage();
      const clock = virtualClock();
      const { secret } = await enrollTotp(testWorld({ storage, keys, clock }));
      const accounts = accountsIn(new Map([['alice', { username: 'alice', password: 'correct horse' }]]));
      const right = embeddedPorts({ storage, keys, clock, accounts });
      const broken = createTwoFactor({
        policy: policy ?? defaultPolicy,
        ports: { ...right, ...(ports?.(right) as Partial<Ports>) },
      });
      const code = { value: codeOf(secret, clock.at) };
      const client = { ip: '203.0.113.9', session: 's1' };
      const call = { subject: 'alice', operation: 'settings.save', client } as const;
      expect((await broken.authorize({ ...call, code }))._unsafeUnwrapErr()).toMatchObject({
        kind: 'unavailable',
        port,
      });
      const healthy = createTwoFactor({ policy: defaultPolicy, ports: right });
      expect((await healthy.authorize(call)).isErr(), 'no client became trusted').toBe(true);
    },
  );

  it('whose sealing hands out an array that the call wipes is unavailable', async () => {
    const storage = createMemoryStorage();
    const clock = virtualClock();
    const { sealing } = embeddedPorts({ storage, keys, accounts: accountsIn(new Map()) });
    const opened = new Map<string, unknown>();
    const caching = {
      ...sealing,
      open: async (...[sealed, context]: Parameters<typeof sealing.open>) => {
        if (!opened.has(sealed.nonce)) opened.set(sealed.nonce, await sealing.open(sealed, context));
        return opened.get(sealed.nonce) as Uint8Array;
      },
    };
    const world = testWorld({ storage, keys, clock, sealing: caching });
    await enrollTotp(world);
    clock.advance(60_000);
    const value = codeOf('A'.repeat(32), clock.at);
    const call = { subject: 'alice', operation: 'settings.save', code: { value } } as const;
    expect((await world.twoFactor.authorize(call))._unsafeUnwrapErr()).toMatchObject({
      kind: 'unavailable',
      port: 'sealing',
    });
  });

  it('whose random source gives one byte throughout mails no code', async () => {
    const random = { bytes: (count: number) => new Uint8Array(count) };
    const world = testWorld({ random, accounts: { alice: { verifiedEmails: ['alice@example.org'] } } });
    const code = { method: 'email' } as const;
    const denial = await world.twoFactor.email.enable('alice', { proof: { code } });
    expect(denial._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable', port: 'random' });
    expect(world.mails).toEqual([]);
  });

  it('whose password check returns something truthy is not granted', async () => {
    const accounts = accountsIn(new Map([['alice', { username: 'alice', password: 'correct horse' }]]));
    const lax = { ...accounts, verifyPassword: async () => 'no such user' as unknown as boolean };
    const twoFactor = createTwoFactor({ policy: defaultPolicy, ports: embeddedPorts({ accounts: lax }) });
    const code = { method: 'password', value: 'wrong' } as const;
    const call = { subject: 'alice', operation: 'settings.save', code } as const;
    expect((await twoFactor.authorize(call))._unsafeUnwrapErr()).toMatchObject({
      kind: 'unavailable',
      port: 'accounts',
    });
  });
});
