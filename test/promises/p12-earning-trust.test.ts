/** P12: only a factor verified in the call earns trust, where the rule honors it. @module */

import { describe, expect, it } from 'vitest';
import type { AuthorizeRequest, Grant } from '../../src/index.ts';
import { seededRandom } from '../../src/testing/world/seeded-random.ts';
import { type Operation, type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { userAgent: 'Browser', ip: '203.0.113.9', session: 's1' };

interface Enrolled {
  readonly world: TestWorld;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

async function enrolled(): Promise<Enrolled> {
  const world = testWorld({ random: seededRandom(12) });
  return { world, ...(await enrollTotp(world)) };
}

type Presented = Pick<AuthorizeRequest<Operation>, 'code' | 'accessToken'>;

async function granted(world: TestWorld, operation: Operation, presented: Presented = {}): Promise<Grant> {
  const result = await world.twoFactor.authorize({ subject: 'alice', operation, client, ...presented });
  return result._unsafeUnwrap();
}

async function isAsked(world: TestWorld, operation: Operation): Promise<boolean> {
  const result = await world.twoFactor.authorize({ subject: 'alice', operation, client });
  return result.isErr() && result.error.kind === 'second-factor-required';
}

async function trustedClients(world: TestWorld): Promise<number> {
  return (await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap().length;
}

function nextCode({ world, secret }: Enrolled): { readonly value: string } {
  world.clock.advance(30_000);
  return { value: codeOf(secret, world.clock.at) };
}

describe('P12 an operation that ignores trusted clients', () => {
  it('grants no trust', async () => {
    const one = await enrolled();
    const grant = await granted(one.world, 'account.delete', { code: nextCode(one) });
    expect(grant.by).toBe('totp');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await trustedClients(one.world)).toBe(0);
    expect(await isAsked(one.world, 'settings.save')).toBe(true);
  });

  it('uses no trust, and leaves it as it was', async () => {
    const one = await enrolled();
    const { trustedUntil } = await granted(one.world, 'settings.save', { code: nextCode(one) });
    expect(await isAsked(one.world, 'account.delete')).toBe(true);
    await granted(one.world, 'account.delete', { code: nextCode(one) });
    const trusted = await granted(one.world, 'settings.save');
    expect(trusted).toMatchObject({ by: 'trusted-client', trustedUntil });
  });
});

describe('P12 no trust is earned', () => {
  it('by a password', async () => {
    const world = testWorld();
    const code = { method: 'password', value: 'correct horse' } as const;
    const grant = await granted(world, 'settings.save', { code });
    expect(grant.by).toBe('password');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await trustedClients(world)).toBe(0);
    expect(await isAsked(world, 'settings.save')).toBe(true);
  });

  it('by a recovery code', async () => {
    const { world, recoveryCodes } = await enrolled();
    const grant = await granted(world, 'settings.save', { code: { value: recoveryCodes[0] ?? '' } });
    expect(grant.by).toBe('recovery-code');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await trustedClients(world)).toBe(0);
    expect(await isAsked(world, 'settings.save')).toBe(true);
  });

  it('by a personal access token', async () => {
    const one = await enrolled();
    const { world } = one;
    const request = { name: 'ci', bypass: true, proof: { code: nextCode(one) } };
    const { token } = (await world.twoFactor.accessTokens.create('alice', request))._unsafeUnwrap();
    const accessToken = (await world.twoFactor.accessTokens.authenticate(token))._unsafeUnwrap();
    const grant = await granted(world, 'settings.save', { accessToken });
    expect(grant.by).toBe('access-token');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await trustedClients(world)).toBe(0);
    expect(await isAsked(world, 'settings.save')).toBe(true);
  });

  it('by trust: using it does not prolong it', async () => {
    const one = await enrolled();
    const { world } = one;
    const { trustedUntil = 0 } = await granted(world, 'settings.save', { code: nextCode(one) });
    world.clock.at = trustedUntil - 1;
    expect(await granted(world, 'settings.save')).toMatchObject({ by: 'trusted-client', trustedUntil });
    world.clock.at = trustedUntil;
    expect(await isAsked(world, 'settings.save')).toBe(true);
  });
});
