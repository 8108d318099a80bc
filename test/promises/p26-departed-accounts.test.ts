/** What is left of a deleted account can be ended, and its tokens are worthless (P26). @module */

import { expect, test } from 'vitest';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { ip: '203.0.113.9', session: 's' };

/** Alice has an authenticator, a trusted client and a bypass token; then her account is deleted. */
async function departed(): Promise<{ world: TestWorld; token: string; secret: string }> {
  const world = testWorld();
  const { secret } = await enrollTotp(world);
  const proof = { code: { value: codeOf(secret, world.clock.at) } };
  const made = await world.twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof });
  world.clock.advance(60_000);
  const code = { value: codeOf(secret, world.clock.at) };
  const trusting = { subject: 'alice', operation: 'settings.save', client, code } as const;
  expect((await world.twoFactor.authorize(trusting)).isOk()).toBe(true);
  world.accounts.delete('alice');
  world.mails.length = 0;
  return { world, token: made._unsafeUnwrap().token, secret };
}

test('a token whose owner is gone does not authenticate', async () => {
  const { world, token } = await departed();
  const found = await world.twoFactor.accessTokens.authenticate(token);
  expect(found._unsafeUnwrapErr()).toMatchObject({ kind: 'access-token-refused', reason: 'unknown' });
});

test('a token whose id now finds another account does not authenticate', async () => {
  const { world, token } = await departed();
  world.accounts.set('alice', { id: 'bob' });
  const found = await world.twoFactor.accessTokens.authenticate(token);
  expect(found._unsafeUnwrapErr()).toMatchObject({ kind: 'access-token-refused', reason: 'unknown' });
});

test('trustedClients.revokeAll, accessTokens.revokeAll and accountChanged need no account', async () => {
  const { world, token } = await departed();
  const { twoFactor, accounts } = world;
  expect((await twoFactor.trustedClients.revokeAll('alice')).isOk()).toBe(true);
  expect((await twoFactor.accessTokens.revokeAll('alice')).isOk()).toBe(true);
  expect((await twoFactor.accountChanged('alice', { what: 'password' })).isOk()).toBe(true);
  expect(world.mails).toEqual([]);

  accounts.set('alice', { username: 'next owner' });
  const again = await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', client });
  expect(again._unsafeUnwrapErr().kind).toBe('second-factor-required');
  expect((await twoFactor.accessTokens.authenticate(token)).isErr()).toBe(true);
});

test('trustedClients.revokeAll needs no account: the next owner of the id inherits no trust', async () => {
  const { world } = await departed();
  const { twoFactor, accounts } = world;
  expect((await twoFactor.trustedClients.revokeAll('alice')).isOk()).toBe(true);
  accounts.set('alice', { username: 'next owner' });
  expect((await twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
  const again = await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', client });
  expect(again._unsafeUnwrapErr().kind).toBe('second-factor-required');
});

test('reset needs no account: the next owner of the id inherits no factor and no bypass token', async () => {
  const { world, token } = await departed();
  const { twoFactor, accounts } = world;
  const done = await twoFactor.reset('alice', { by: 'admin', reason: 'account deleted' });
  expect(done._unsafeUnwrap()).toEqual({ endOtherSessions: true });
  expect(world.mails).toEqual([]);

  accounts.set('alice', { username: 'next owner' });
  const status = (await twoFactor.status('alice'))._unsafeUnwrap();
  expect(status).toMatchObject({ totp: { enrolled: false }, accessTokens: 0, recoveryCodesLeft: 0 });
  expect((await twoFactor.accessTokens.authenticate(token)).isErr()).toBe(true);
});

test.each([undefined, null, '', 7])('without an id there is nothing to end: %j', async (subject) => {
  const { world } = await departed();
  const refused = await world.twoFactor.accessTokens.revokeAll(subject as string);
  expect(refused._unsafeUnwrapErr().kind).toBe('unknown-subject');
});
