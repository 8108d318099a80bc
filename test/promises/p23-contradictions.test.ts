/** P23: a record that contradicts itself is unavailable, and never "not enrolled". @module */

import { expect, test } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/memory-storage.ts';
import { generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { enrollTotp, testWorld } from '../support/world.ts';

/** A storage that loses the authenticator of everybody from an instant on, and keeps the rest. */
function losing(storage: Storage): { readonly storage: Storage; lose: () => void } {
  let isLost = false;
  const without = <State extends object>(state: State): State =>
    isLost ? { ...state, totp: undefined } : state;
  return {
    storage: {
      ...storage,
      load: async (tag, query) => without(await storage.load(tag, query)),
      async charge(tag, input) {
        const charged = await storage.charge(tag, input);
        return isLost
          ? { kind: 'not-enrolled', state: without(charged.state) }
          : { ...charged, state: charged.state };
      },
    },
    lose: () => {
      isLost = true;
    },
  };
}

test('P23 a record that lost its authenticator but still counts recovery codes lets nobody in', async () => {
  const lossy = losing(createMemoryStorage());
  const world = testWorld({ storage: lossy.storage, keys: generateKeys() });
  const { recoveryCodes } = await enrollTotp(world);
  expect(recoveryCodes).toHaveLength(10);
  lossy.lose();
  const { twoFactor } = world;
  const unavailable = { kind: 'unavailable', port: 'storage' };
  const login = { subject: 'alice', operation: 'login' } as const;
  expect((await twoFactor.authorize(login))._unsafeUnwrapErr()).toMatchObject(unavailable);
  const guess = { ...login, code: { value: '123456' } };
  expect((await twoFactor.authorize(guess))._unsafeUnwrapErr()).toMatchObject(unavailable);
  const proof = { code: { method: 'password', value: 'correct horse' } } as const;
  const enroll = await twoFactor.totp.enroll('alice', { proof });
  expect(enroll._unsafeUnwrapErr()).toMatchObject(unavailable);
  expect((await twoFactor.status('alice'))._unsafeUnwrapErr()).toMatchObject(unavailable);
});
