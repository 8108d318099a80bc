/** P17: starting an enrollment changes nothing live; only confirming does. @module */

import { describe, expect, it } from 'vitest';
import type { Denial, Grant } from '../../src/index.ts';
import { seededRandom } from '../../src/testing/world/seeded-random.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { ip: '203.0.113.9', session: 's1' };

interface Started {
  readonly world: TestWorld;
  /** Of the live authenticator. */
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** Of the enrollment that waits to be confirmed. */
  readonly pending: { readonly secret: string; readonly expiresAt: number };
}

/** Trusts a client, and starts to enroll another authenticator. */
async function started(): Promise<Started> {
  const world = testWorld({ random: seededRandom(17) });
  const { secret, recoveryCodes } = await enrollTotp(world);
  const trusting = { subject: 'alice', operation: 'settings.save', client } as const;
  const code = { value: codeOf(secret, world.clock.at) };
  expect((await world.twoFactor.authorize({ ...trusting, code })).isOk()).toBe(true);
  world.clock.advance(30_000);
  const proof = { code: { value: codeOf(secret, world.clock.at) } };
  const pending = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
  world.clock.advance(30_000);
  return { world, secret, recoveryCodes, pending };
}

async function present(world: TestWorld, value: string): Promise<Grant['by'] | Denial['kind']> {
  const request = { subject: 'alice', operation: 'account.delete', code: { value } } as const;
  const result = await world.twoFactor.authorize(request);
  return result.match(
    ({ by }) => by,
    ({ kind }) => kind,
  );
}

async function isTrusted(world: TestWorld): Promise<boolean> {
  const request = { subject: 'alice', operation: 'settings.save', client } as const;
  return (await world.twoFactor.authorize(request)).isOk();
}

describe('P17 while an enrollment waits to be confirmed', () => {
  it('the live authenticator, its recovery codes and its trust work as before', async () => {
    const { world, secret, recoveryCodes } = await started();
    expect(await isTrusted(world)).toBe(true);
    expect(await present(world, codeOf(secret, world.clock.at))).toBe('totp');
    expect(await present(world, recoveryCodes[0] ?? '')).toBe('recovery-code');
  });

  it('the pending authenticator opens nothing', async () => {
    const { world, pending } = await started();
    expect(await present(world, codeOf(pending.secret, world.clock.at))).toBe('second-factor-invalid');
  });

  it('the failures of the live authenticator stay counted', async () => {
    const world = testWorld({ random: seededRandom(17) });
    const { secret, recoveryCodes } = await enrollTotp(world);
    for (let attempt = 0; attempt < 3; attempt++)
      expect(await present(world, codeOf(secret, world.clock.at, 50))).toBe('second-factor-invalid');
    const proof = { code: { value: recoveryCodes[0] ?? '' } };
    expect((await world.twoFactor.totp.enroll('alice', { proof })).isOk()).toBe(true);
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await present(world, codeOf(secret, world.clock.at, 50))).toBe('second-factor-invalid');
    expect(await present(world, codeOf(secret, world.clock.at))).toBe('too-many-attempts');
  });

  it('nothing has changed once it has expired', async () => {
    const { world, secret, recoveryCodes, pending } = await started();
    world.clock.at = pending.expiresAt;
    const late = await world.twoFactor.totp.confirm('alice', codeOf(pending.secret, world.clock.at));
    expect(late.isErr()).toBe(true);
    expect(await present(world, codeOf(pending.secret, world.clock.at))).toBe('second-factor-invalid');
    expect(await present(world, codeOf(secret, world.clock.at))).toBe('totp');
    expect((await world.twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap()).toBe(
      recoveryCodes.length,
    );
  });
});

it('P17 confirming replaces the live authenticator, its recovery codes and its trust', async () => {
  const { world, secret, recoveryCodes, pending } = await started();
  const first = codeOf(pending.secret, world.clock.at);
  expect((await world.twoFactor.totp.confirm('alice', first)).isOk()).toBe(true);
  world.clock.advance(30_000);
  expect(await isTrusted(world)).toBe(false);
  expect(await present(world, codeOf(secret, world.clock.at))).toBe('second-factor-invalid');
  expect(await present(world, recoveryCodes[0] ?? '')).toBe('second-factor-invalid');
  expect(await present(world, codeOf(pending.secret, world.clock.at))).toBe('totp');
});
