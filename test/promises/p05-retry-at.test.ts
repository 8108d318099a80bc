/** P5: an attempt is refused 1 ms before `retryAt`, and compared at it. @module */

import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/index.ts';
import { seededRandom } from '../../src/testing/world/seeded-random.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'account.delete' } as const;
const wrongRecoveryCode = 'aaaa-aaaa-aaaa-aaaa';

async function present(world: TestWorld, value: string): Promise<Denial | 'granted'> {
  const result = await world.twoFactor.authorize({ ...ask, code: { value } });
  return result.match(
    () => 'granted',
    (denial) => denial,
  );
}

/** The instant that a denial names, after the free attempts are used up. */
async function lockedUntil(world: TestWorld, wrong: () => string): Promise<number> {
  let retryAt: number | undefined;
  for (let attempt = 0; attempt < 5; attempt++) retryAt = retryAtOf(await present(world, wrong()));
  if (retryAt === undefined) throw new Error('the free attempts set no lock');
  return retryAt;
}

function retryAtOf(denial: Denial | 'granted'): number | undefined {
  return denial !== 'granted' && 'retryAt' in denial ? denial.retryAt : undefined;
}

describe('P5 retryAt is exact', () => {
  it('at every step of the backoff, a right code is refused 1 ms before and a wrong one compared at it', async () => {
    const world = testWorld({ random: seededRandom(5) });
    const { secret } = await enrollTotp(world);
    const wrong = () => codeOf(secret, world.clock.at, 50);
    let retryAt = await lockedUntil(world, wrong);
    const locks = [];
    for (let step = 0; step < 8; step++) {
      locks.push(retryAt - world.clock.at);
      world.clock.at = retryAt - 1;
      const early = await present(world, codeOf(secret, world.clock.at));
      expect(early).toMatchObject({ kind: 'too-many-attempts', retryAt, attemptsLeft: 0 });
      world.clock.at = retryAt;
      const compared = await present(world, wrong());
      expect(compared).toMatchObject({ kind: 'second-factor-invalid', reason: 'wrong-code' });
      retryAt = retryAtOf(compared) ?? 0;
    }
    expect(locks).toEqual([30, 60, 120, 240, 480, 900, 900, 900].map((seconds) => seconds * 1000));
  });

  it('a right code is granted at it', async () => {
    const world = testWorld({ random: seededRandom(5) });
    const { secret } = await enrollTotp(world);
    world.clock.at = await lockedUntil(world, () => codeOf(secret, world.clock.at, 50));
    expect(await present(world, codeOf(secret, world.clock.at))).toBe('granted');
  });

  it('a refused attempt does not move it', async () => {
    const world = testWorld({ random: seededRandom(5) });
    const { secret } = await enrollTotp(world);
    const wrong = () => codeOf(secret, world.clock.at, 50);
    const retryAt = await lockedUntil(world, wrong);
    for (let attempt = 0; attempt < 20; attempt++) {
      world.clock.advance(1000);
      expect(await present(world, wrong())).toMatchObject({ kind: 'too-many-attempts', retryAt });
    }
    world.clock.at = retryAt;
    expect(await present(world, codeOf(secret, world.clock.at))).toBe('granted');
  });

  it('it holds for recovery codes too, and leaves the authenticator alone', async () => {
    const world = testWorld({ random: seededRandom(5) });
    const { secret, recoveryCodes } = await enrollTotp(world);
    const [right = ''] = recoveryCodes;
    const retryAt = await lockedUntil(world, () => wrongRecoveryCode);
    world.clock.at = retryAt - 1;
    expect(await present(world, right)).toMatchObject({ kind: 'too-many-attempts', retryAt });
    expect(await present(world, codeOf(secret, world.clock.at))).toBe('granted');
    world.clock.at = retryAt;
    expect(await present(world, right)).toBe('granted');
  });
});
