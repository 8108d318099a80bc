/** P2: an accepted code closes its time step and every earlier one, for good. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

/** An operation that ignores trust, so that only a code can open it. */
const operation = 'account.delete';

describe('P2 replay memory is the highest accepted step', () => {
  it('a code opens only if its step is above every accepted one, even after the clock steps back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 12 }),
        async (moves) => {
          const world = testWorld();
          const { secret } = await enrollTotp(world);
          let highest = Math.floor(world.clock.at / 30_000) - 2;
          for (const move of moves) {
            world.clock.advance(move * 30_000);
            const now = Math.floor(world.clock.at / 30_000);
            const code = { value: codeOf(secret, world.clock.at) };
            const result = await world.twoFactor.authorize({ subject: 'alice', operation, code });
            if (result.isErr() && result.error.kind === 'too-many-attempts') break;
            // Two steps of one window share their six digits in one case in a million.
            expect(result.isOk()).toBe(now > highest);
            highest = Math.max(highest, now);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('a code of a step inside the window is accepted, and one outside is not', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    for (const drift of [-3, -2, -1, 0, 1, 2, 3]) {
      world.clock.advance(10 * 30_000);
      const code = { value: codeOf(secret, world.clock.at, drift) };
      const result = await world.twoFactor.authorize({ subject: 'alice', operation, code });
      expect(result.isOk()).toBe(Math.abs(drift) <= 1);
    }
  });
});
