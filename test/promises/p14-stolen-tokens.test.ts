/** P14: an old token cannot outlive the policy by being regenerated. @module */

import { expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import { type TestWorld, codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const day = 86_400;

/** The code of the next time step, as proof. */
function proofOf(world: TestWorld, secret: string) {
  world.clock.advance(30_000);
  return { code: { value: codeOf(secret, world.clock.at) } };
}

it.each([undefined, 400 * day * 1000])(
  'P14 a regenerated token lives no longer than a new one (the old one: %j ms)',
  async (lifeMs) => {
    let policy = definePolicy({ issuer: 'Acme', operations });
    const world = testWorld({ policy: () => policy });
    const { secret } = await enrollTotp(world);
    const { accessTokens } = world.twoFactor;
    const expiresAt = lifeMs === undefined ? undefined : world.clock.at + lifeMs;
    const proof = proofOf(world, secret);
    const old = (await accessTokens.create('alice', { name: 'ci', expiresAt, proof }))._unsafeUnwrap();

    policy = definePolicy({ issuer: 'Acme', operations, accessTokens: { maxSeconds: day } });
    const renewed = await accessTokens.regenerate('alice', old.id, { proof: proofOf(world, secret) });
    expect(renewed._unsafeUnwrap().expiresAt).toBe(world.clock.at + day * 1000);
  },
);

it('P14 a regenerated token keeps an earlier expiry', async () => {
  const policy = definePolicy({ issuer: 'Acme', operations, accessTokens: { maxSeconds: day } });
  const world = testWorld({ policy });
  const { secret } = await enrollTotp(world);
  const { accessTokens } = world.twoFactor;
  const expiresAt = world.clock.at + 3_600_000;
  const proof = proofOf(world, secret);
  const old = (await accessTokens.create('alice', { name: 'ci', expiresAt, proof }))._unsafeUnwrap();
  const renewed = await accessTokens.regenerate('alice', old.id, { proof: proofOf(world, secret) });
  expect(renewed._unsafeUnwrap().expiresAt).toBe(expiresAt);
});
