/** P17: a pending enrollment changes nothing about the live factor. @module */

import { describe, expect, it } from 'vitest';
import { codeOf, enrollTotp, testWorld, type TestWorld } from '../support/world.ts';

const client = { ip: '203.0.113.9', session: 's1' };
const saves = { subject: 'alice', operation: 'settings.save', client } as const;
const deletes = { ...saves, operation: 'account.delete' } as const;

/** Alice with an authenticator, from a client that it made trusted. */
async function aliceWithTotp(): Promise<{ readonly world: TestWorld; readonly secret: string }> {
  const world = testWorld({
    accounts: { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] } },
  });
  const { secret } = await enrollTotp(world);
  const code = { value: codeOf(secret, world.clock.at) };
  expect((await world.twoFactor.authorize({ ...saves, code })).isOk()).toBe(true);
  return { world, secret };
}

/** Starts another enrollment with a code of the live authenticator; resolves to its secret. */
async function startAnother(world: TestWorld, secret: string): Promise<string> {
  world.clock.advance(30_000);
  const proof = { code: { value: codeOf(secret, world.clock.at) } };
  return (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap().secret;
}

describe('P17 a pending enrollment', () => {
  it('leaves the codes of the live authenticator and its trusted client as they are', async () => {
    const { world, secret } = await aliceWithTotp();
    void (await world.twoFactor.authorize({
      ...saves,
      client: { session: 'other' },
      code: { value: codeOf(secret, world.clock.at, 50) },
    }));
    await startAnother(world, secret);
    expect((await world.twoFactor.authorize(saves))._unsafeUnwrap().by).toBe('trusted-client');
    world.clock.advance(30_000);
    const code = { value: codeOf(secret, world.clock.at) };
    expect((await world.twoFactor.authorize({ ...deletes, code }))._unsafeUnwrap().by).toBe('totp');
  });

  it('has a failure count of its own: wrong first codes never lock the live authenticator', async () => {
    const { world, secret } = await aliceWithTotp();
    const { twoFactor, clock } = world;
    const pending = await startAnother(world, secret);
    for (let attempt = 0; attempt < 5; attempt++) {
      const refused = await twoFactor.totp.confirm('alice', codeOf(pending, clock.at, 50));
      expect(refused._unsafeUnwrapErr()).toMatchObject({
        kind: 'second-factor-invalid',
        attemptsLeft: 4 - attempt,
      });
    }
    const locked = await twoFactor.totp.confirm('alice', codeOf(pending, clock.at));
    expect(locked._unsafeUnwrapErr().kind).toBe('too-many-attempts');
    // The proof of the new enrollment spent the current code, so the next one is presented.
    const live = { value: codeOf(secret, clock.at, 1) };
    expect((await twoFactor.authorize({ ...deletes, code: live })).isOk()).toBe(true);
    clock.advance(30_000);
    expect((await twoFactor.totp.confirm('alice', codeOf(pending, clock.at))).isOk()).toBe(true);
  });

  it('replaces the live authenticator once it is confirmed, and not before', async () => {
    const { world, secret } = await aliceWithTotp();
    const { twoFactor, clock } = world;
    const pending = await startAnother(world, secret);
    const early = { value: codeOf(pending, clock.at, 1) };
    expect((await twoFactor.authorize({ ...deletes, code: early })).isErr()).toBe(true);
    expect((await twoFactor.totp.confirm('alice', codeOf(pending, clock.at))).isOk()).toBe(true);
    clock.advance(60_000);
    const old = { value: codeOf(secret, clock.at) };
    expect((await twoFactor.authorize({ ...deletes, code: old })).isErr()).toBe(true);
    const current = { value: codeOf(pending, clock.at) };
    expect((await twoFactor.authorize({ ...deletes, code: current }))._unsafeUnwrap().by).toBe('totp');
  });

  it('is replaced by a newer one, and only the newer one can be confirmed', async () => {
    const { world, secret } = await aliceWithTotp();
    const { totp } = world.twoFactor;
    const first = await startAnother(world, secret);
    const second = await startAnother(world, secret);
    expect((await totp.confirm('alice', codeOf(first, world.clock.at))).isErr()).toBe(true);
    expect((await totp.confirm('alice', codeOf(second, world.clock.at))).isOk()).toBe(true);
  });
});
