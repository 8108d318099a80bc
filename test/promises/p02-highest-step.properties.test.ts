/** P2: accepting a step closes that step and every earlier one of the enrollment. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/testing/world/seeded-random.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

/** Ignores trusted clients, so that only a code grants it. */
const operation = 'account.delete';
const drift = fc.constantFrom(-1, 0, 1);

async function present(world: TestWorld, value: string): Promise<boolean> {
  return (await world.twoFactor.authorize({ subject: 'alice', operation, code: { value } })).isOk();
}

describe('P2 accepting a step closes every earlier one', () => {
  it('of two codes of one window the second is accepted only if its step is later', async () => {
    await fc.assert(
      fc.asyncProperty(drift, drift, async (first, second) => {
        const world = testWorld({ random: seededRandom(2) });
        const { secret } = await enrollTotp(world);
        expect(await present(world, codeOf(secret, world.clock.at, first))).toBe(true);
        expect(await present(world, codeOf(secret, world.clock.at, second))).toBe(second > first);
      }),
    );
  });

  it('a step that was never used is closed by a later one, also in another spelling', async () => {
    const world = testWorld({ random: seededRandom(2) });
    const { secret } = await enrollTotp(world);
    const unused = codeOf(secret, world.clock.at);
    expect(await present(world, codeOf(secret, world.clock.at, 1))).toBe(true);
    expect(await present(world, unused)).toBe(false);
    expect(await present(world, `${unused.slice(0, 3)} ${unused.slice(3)}`)).toBe(false);
    expect(await present(world, `${unused.slice(0, 3)}-${unused.slice(3)}`)).toBe(false);
  });

  it('a closed step stays closed after failures, and on a clock that steps back', async () => {
    const world = testWorld({ random: seededRandom(2) });
    const { secret } = await enrollTotp(world);
    const { at } = world.clock;
    const earlier = codeOf(secret, at);
    expect(await present(world, codeOf(secret, at, 1))).toBe(true);
    expect(await present(world, codeOf(secret, at, 50))).toBe(false);
    world.clock.at = at - 30_000;
    expect(await present(world, earlier)).toBe(false);
    world.clock.at = at;
    expect(await present(world, earlier)).toBe(false);
  });

  it('the memory belongs to the enrollment: a new authenticator starts with its own', async () => {
    const world = testWorld({ random: seededRandom(2) });
    const { secret } = await enrollTotp(world);
    const latest = codeOf(secret, world.clock.at, 1);
    const started = await world.twoFactor.totp.enroll('alice', { proof: { code: { value: latest } } });
    const next = started._unsafeUnwrap().secret;
    const confirmed = await world.twoFactor.totp.confirm('alice', codeOf(next, world.clock.at, -1));
    expect(confirmed.isOk()).toBe(true);
    expect(await present(world, codeOf(next, world.clock.at, -1))).toBe(false);
    expect(await present(world, codeOf(next, world.clock.at))).toBe(true);
  });
});
