/** P23: a storage that was written under another root key opens nothing. @module */

import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { createRedisStorage } from '../../src/adapters/redis/index.ts';
import { createWebCryptoSealing } from '../../src/adapters/sealing/index.ts';
import { nobleHashing } from '../../src/adapters/system/index.ts';
import { embeddedPorts } from '../../src/embedded.ts';
import { type Keys, createTwoFactor, definePolicy, generateKeys, parseKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { oneServer } from '../adapters/redis/one-server.ts';
import { type TestWorld, accountsIn, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const redis = oneServer();
let prefixes = 0;
const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
const login = { subject: 'alice', operation: 'login', client } as const;

const storages: readonly (readonly [string, () => Storage])[] = [
  ['memory', createMemoryStorage],
  ['Redis', () => createRedisStorage(redis.client, { prefix: `p23-${prefixes++}` })],
];

/** What a call of the façade comes to: the outcome, and the denial's port and trace. */
async function outcomeOf(world: TestWorld): Promise<unknown> {
  const result = await world.twoFactor.authorize(login);
  if (result.isOk()) return result.value.by;
  const { kind, trace } = result.error;
  return kind === 'unavailable' ? { port: result.error.port, trace } : kind;
}

const otherRootKey = { port: 'storage', trace: [{ step: 'storage', result: 'other-root-key' }] };

describe.each(storages)('P23 on %s', (_, create) => {
  let storage: Storage;
  beforeEach(() => {
    storage = create();
  });

  test('an enrolled login under another root key is unavailable, not "not enrolled"', async () => {
    const world = testWorld({ storage, keys: generateKeys() });
    await enrollTotp(world);
    const other = testWorld({ storage, keys: generateKeys(), clock: world.clock });
    expect(await outcomeOf(other)).toEqual(otherRootKey);
    expect(await outcomeOf(world)).toBe('second-factor-required');
  });

  test('a rotated key is no other root key', async () => {
    const keys = generateKeys();
    const world = testWorld({ storage, keys });
    const { secret } = await enrollTotp(world);
    const rotated = testWorld({ storage, keys: generateKeys(keys), clock: world.clock });
    const code = { value: codeOf(secret, world.clock.at) };
    const granted = await rotated.twoFactor.authorize({ ...login, code });
    expect(granted.isOk() && granted.value.by).toBe('totp');
  });
});

describe('P23 the storage is asked', () => {
  /** A storage that counts how often it is asked, with a reply of the test. */
  function asked(): { readonly storage: Storage; asks: number; reply: 'same' | 'other' | 'rejects' } {
    const memory = createMemoryStorage();
    const counter = {
      asks: 0,
      reply: 'same' as 'same' | 'other' | 'rejects',
      storage: {
        ...memory,
        recognize: async (): Promise<'same' | 'other'> => {
          counter.asks++;
          if (counter.reply === 'rejects') throw new Error('no reply');
          return counter.reply;
        },
      },
    };
    return counter;
  }

  test('once before the first call, and again when a minute has passed by the clock', async () => {
    const counter = asked();
    const world = testWorld({ storage: counter.storage, keys: generateKeys() });
    expect(counter.asks).toBe(0);
    await outcomeOf(world);
    world.clock.advance(59_999);
    await outcomeOf(world);
    expect(counter.asks).toBe(1);
    world.clock.advance(1);
    await outcomeOf(world);
    expect(counter.asks).toBe(2);
  });

  test('again when the clock stepped back', async () => {
    const counter = asked();
    const world = testWorld({ storage: counter.storage, keys: generateKeys() });
    await outcomeOf(world);
    world.clock.advance(-1);
    await outcomeOf(world);
    expect(counter.asks).toBe(2);
  });

  test('every time while the reply is "other" or fails, and once more when it is back', async () => {
    const counter = asked();
    const world = testWorld({ storage: counter.storage, keys: generateKeys() });
    counter.reply = 'other';
    expect([await outcomeOf(world), await outcomeOf(world)]).toEqual([otherRootKey, otherRootKey]);
    expect(counter.asks).toBe(2);
    counter.reply = 'rejects';
    expect(await outcomeOf(world)).toEqual({ port: 'storage', trace: [] });
    expect(counter.asks).toBe(4);
    counter.reply = 'same';
    expect([await outcomeOf(world), await outcomeOf(world)]).toEqual(['not-enrolled', 'not-enrolled']);
    expect(counter.asks).toBe(5);
  });

  test('after a call that failed: another server may be there from then on', async () => {
    const counter = asked();
    let failures = 0;
    const storage: Storage = {
      ...counter.storage,
      load: (tag, query) =>
        failures-- > 0 ? Promise.reject(new Error('gone')) : counter.storage.load(tag, query),
    };
    const world = testWorld({ storage, keys: generateKeys() });
    await outcomeOf(world);
    failures = 1;
    counter.reply = 'other';
    expect(await outcomeOf(world)).toEqual(otherRootKey);
    expect(counter.asks).toBe(2);
  });

  test('not for a malformed access token', async () => {
    const counter = asked();
    const { twoFactor } = testWorld({ storage: counter.storage, keys: generateKeys() });
    const refused = await twoFactor.accessTokens.authenticate('nonsense');
    expect(refused.isErr() && refused.error.kind).toBe('access-token-refused');
    expect(counter.asks).toBe(0);
  });
});

describe('P23 keys', () => {
  const accounts = accountsIn(new Map());
  const policy = definePolicy({ issuer: 'Acme', operations: { login: {} } });

  test('null counts as no keys: a storage of its own without keys is refused', () => {
    const storage = createMemoryStorage();
    const keys = null as unknown as undefined;
    expect(() => embeddedPorts({ accounts, storage, keys })).toThrow(
      new TypeError(
        'keys must be given if storage is replaced (and sealing, if it is not made from them): fresh keys could not read what it stores',
      ),
    );
    const { keys: _, ...ports } = embeddedPorts({ accounts });
    expect(() => createTwoFactor({ policy, ports, keys })).toThrow(TypeError);
  });

  test('null counts as no storage: the default storage and fresh keys', async () => {
    const ports = embeddedPorts({ accounts, storage: null as unknown as Storage });
    const result = await createTwoFactor({ policy, ports }).status('nobody');
    expect(result.isErr() && result.error.kind).toBe('unknown-subject');
  });

  /** Keys that only look as if they had been read from a text. */
  const handMade: readonly (readonly [string, () => unknown])[] = [
    ['empty bytes', () => keysOf(new Uint8Array(0))],
    ['short bytes', () => keysOf(new Uint8Array(16))],
    ['32 bytes', () => keysOf(new Uint8Array(32))],
    ['a copy of right ones', () => ({ ...parsed() })],
    ['an object', () => ({})],
    ['a number', () => 1],
  ];

  test.each(handMade)('made by hand of %s are a TypeError', (_name, make) => {
    const keys = make() as Keys;
    const { keys: _, ...ports } = embeddedPorts({ accounts });
    expect(() => createTwoFactor({ policy, ports, keys })).toThrow(TypeError);
    expect(() => embeddedPorts({ accounts, keys })).toThrow(TypeError);
    expect(() => createWebCryptoSealing({ keys, hashing: nobleHashing })).toThrow(TypeError);
  });

  test('that were read cannot be changed afterwards', () => {
    const keys = parsed();
    expect(Object.isFrozen(keys.named) && keys.named.every((key) => Object.isFrozen(key))).toBe(true);
  });

  function parsed(): Keys {
    return parseKeys(generateKeys())._unsafeUnwrap();
  }

  function keysOf(bytes: Uint8Array): unknown {
    const secret = { reveal: () => bytes };
    return { rootKey: secret, named: [{ name: 'k1', secret }] };
  }
});
