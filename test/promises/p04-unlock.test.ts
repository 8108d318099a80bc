/** P4: `unlock` gives the attempts back, and changes nothing else. @module */

import { describe, expect, test } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import { type TestWorld, codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const attempts = { disableAt: 5, free: 4 };
const policy = definePolicy({ issuer: 'Acme', operations, attempts });
const login = { subject: 'alice', operation: 'login' } as const;
const by = { by: 'help desk', reason: 'an attack from many addresses' };

/** Alice's authenticator is disabled by an attack. */
async function attacked(): Promise<{ world: TestWorld; secret: string; recoveryCodes: readonly string[] }> {
  const world = testWorld({
    policy,
    accounts: { alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] } },
  });
  const enrolled = await enrollTotp(world);
  const wrong = codeOf(enrolled.secret, world.clock.at, 5);
  for (let guess = 0; guess < 5; guess++) {
    expect((await world.twoFactor.authorize({ ...login, code: { value: wrong } })).isErr()).toBe(true);
    world.clock.advance(3_600_000);
  }
  const denied = await world.twoFactor.authorize(login);
  expect(denied._unsafeUnwrapErr().kind).toBe('factor-disabled');
  return { world, ...enrolled };
}

describe('P4 unlock', () => {
  test('a factor that an attack disabled works again, with the same secret and codes', async () => {
    const { world, secret } = await attacked();
    const { twoFactor, clock, events, mails } = world;
    mails.length = 0;
    const before = await twoFactor.status('alice');
    expect((await twoFactor.unlock('alice', by))._unsafeUnwrap()).toBeUndefined();
    const status = (await twoFactor.status('alice'))._unsafeUnwrap();
    expect(status.totp).toMatchObject({ enrolled: true, disabled: false });
    expect(status.recoveryCodesLeft).toBe(before._unsafeUnwrap().recoveryCodesLeft);
    const code = { value: codeOf(secret, clock.at) };
    expect((await twoFactor.authorize({ ...login, code }))._unsafeUnwrap().by).toBe('totp');
    expect(events).toContainEqual({ kind: 'unlocked', at: clock.at, subject: 'alice', ...by });
    await expect.poll(() => mails.map(({ kind, data }) => ({ kind, ...data }))).toHaveLength(1);
    expect(mails[0]).toMatchObject({ kind: 'unlocked', to: 'alice@example.org', data: by });
  });

  test('a lock ends at once, and nothing that was spent works again', async () => {
    const world = testWorld({ policy });
    const { secret } = await enrollTotp(world);
    const { twoFactor, clock } = world;
    const spent = { value: codeOf(secret, clock.at) };
    expect((await twoFactor.authorize({ ...login, code: spent })).isOk()).toBe(true);
    const wrong = { value: codeOf(secret, clock.at, 5) };
    for (let guess = 0; guess < 4; guess++)
      expect((await twoFactor.authorize({ ...login, code: wrong })).isErr()).toBe(true);
    const locked = await twoFactor.authorize({ ...login, code: wrong });
    expect(locked._unsafeUnwrapErr().kind).toBe('too-many-attempts');
    expect((await twoFactor.unlock('alice', by)).isOk()).toBe(true);
    const replayed = await twoFactor.authorize({ ...login, code: spent });
    expect(replayed._unsafeUnwrapErr().kind).toBe('second-factor-invalid');
  });

  test('trust stays, and an attempt under way still settles', async () => {
    const world = testWorld({ policy });
    const { secret } = await enrollTotp(world);
    const { twoFactor, clock } = world;
    const save = { subject: 'alice', operation: 'settings.save', client: { session: 's' } } as const;
    const code = { value: codeOf(secret, clock.at) };
    const [granted] = await Promise.all([
      twoFactor.authorize({ ...save, code }),
      twoFactor.unlock('alice', by),
    ]);
    expect(granted.isOk()).toBe(true);
    expect((await twoFactor.unlock('alice', by)).isOk()).toBe(true);
    expect((await twoFactor.authorize(save))._unsafeUnwrap().by).toBe('trusted-client');
  });

  test.each([
    ['by', { by: ' ', reason: 'lost phone' }],
    ['reason', { by: 'help desk', reason: '' }],
    ['by', undefined],
  ])('without %s it is refused', async (field, request) => {
    const { twoFactor } = testWorld();
    const refused = await twoFactor.unlock('alice', request as typeof by);
    expect(refused._unsafeUnwrapErr()).toMatchObject({ kind: 'invalid-request', field });
  });
});
