/** P14: a token is confined to its scopes; an empty selection of them makes none. @module */

import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { type AuthenticatedToken, generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { type Operation, type TestWorld, enrollTotp, testWorld } from '../support/world.ts';

/** Alice, and tokens made with her recovery codes. */
async function aliceWithTokens(storage: Storage = createMemoryStorage()) {
  const world = testWorld({ storage, keys: generateKeys() });
  const { recoveryCodes } = await enrollTotp(world);
  let used = 0;
  const create = (name: string, scopes?: readonly Operation[]) =>
    world.twoFactor.accessTokens.create('alice', {
      name,
      bypass: true,
      scopes,
      proof: { code: { value: recoveryCodes[used++]! } },
    });
  return { world, create };
}

async function authenticated(world: TestWorld, text: string): Promise<AuthenticatedToken> {
  return (await world.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap();
}

async function outcome(
  world: TestWorld,
  accessToken: AuthenticatedToken,
  operation: Operation,
): Promise<string> {
  const result = await world.twoFactor.authorize({ subject: 'alice', operation, accessToken });
  if (result.isOk()) return result.value.by;
  return result.error.kind === 'access-token-refused' ? result.error.reason : result.error.kind;
}

it('P14 an empty list of scopes, as an empty selection gives it, makes no token', async () => {
  const { world, create } = await aliceWithTokens();
  expect((await create('ci', []))._unsafeUnwrapErr()).toMatchObject({
    kind: 'invalid-request',
    field: 'scopes',
  });
  expect((await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap()).toEqual([]);
});

it('P14 a token without scopes is for every operation, and says so by having none', async () => {
  const { world, create } = await aliceWithTokens();
  const made = (await create('ci'))._unsafeUnwrap();
  const token = await authenticated(world, made.token);
  expect(await outcome(world, token, 'settings.save')).toBe('access-token');
  expect(await outcome(world, token, 'status.read')).toBe('not-required');
  const [view] = (await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
  for (const shown of [made, token, view]) expect(shown).not.toHaveProperty('scopes');
});

it('P14 a token is accepted within its scopes only', async () => {
  const { world, create } = await aliceWithTokens();
  const made = (await create('ci', ['settings.save', 'settings.save']))._unsafeUnwrap();
  expect(made.scopes).toEqual(['settings.save']);
  const token = await authenticated(world, made.token);
  expect(await outcome(world, token, 'settings.save')).toBe('access-token');
  expect(await outcome(world, token, 'status.read')).toBe('out-of-scope');
});

it('P14 a stored empty list permits nothing', async () => {
  const memory = createMemoryStorage();
  // A storage that was filled by hand, or that lost the items of the list.
  const emptied: Storage = {
    ...memory,
    insertToken: (tag, input) => memory.insertToken(tag, { ...input, token: { ...input.token, scopes: [] } }),
  };
  const { world, create } = await aliceWithTokens(emptied);
  const made = (await create('ci', ['settings.save']))._unsafeUnwrap();
  const token = await authenticated(world, made.token);
  expect(token.scopes).toEqual([]);
  for (const operation of ['settings.save', 'status.read'] as const)
    expect(await outcome(world, token, operation)).toBe('out-of-scope');
});
