/** P1: of any presentations of one code, at most one is granted by the code. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

/** An operation that ignores trust, so that only a code can open it. */
const operation = 'account.delete';

/** One code in the spellings that a person types. */
function spellingsOf(code: string): readonly [string, string, string] {
  const [first, second] = [code.slice(0, 3), code.slice(3)];
  return [code, `${first} ${second}`, `${first}-${second}`];
}

describe('P1 one code, one grant', () => {
  it('of up to 12 concurrent presentations of one code, in any order, exactly one is granted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.nat({ max: 20 }), { minLength: 12, maxLength: 12 }),
        async (count, turns) => {
          const world = testWorld();
          const { secret } = await enrollTotp(world);
          const spellings = spellingsOf(codeOf(secret, world.clock.at));
          const present = async (index: number) => {
            // Each presentation starts some microtasks later, so that the steps of all interleave.
            for (let turn = 0; turn < (turns[index] ?? 0); turn++) await Promise.resolve();
            const value = spellings[index % 3] ?? spellings[0];
            return world.twoFactor.authorize({ subject: 'alice', operation, code: { value } });
          };
          const results = await Promise.all(Array.from({ length: count }, (_, index) => present(index)));
          const granted = results.filter((result) => result.isOk());
          expect(granted.map((grant) => grant.value.by)).toEqual(['totp']);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a used code is refused for as long as it is in the window, in any spelling, and after the next code', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const first = codeOf(secret, world.clock.at);
    const next = codeOf(secret, world.clock.at, 1);
    const present = async (value: string) =>
      (await world.twoFactor.authorize({ subject: 'alice', operation, code: { value } })).isOk();
    expect(await present(first)).toBe(true);
    for (const laterMs of [0, 30_000]) {
      expect(await present(first)).toBe(false);
      expect(await present(` ${spellingsOf(first)[1]}`)).toBe(false);
      world.clock.advance(laterMs);
    }
    expect(await present(next)).toBe(true);
    expect(await present(first)).toBe(false);
    expect(await present(next)).toBe(false);
  });

  it('the code that confirmed an enrollment opens nothing', async () => {
    const world = testWorld();
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const code = codeOf(secret, world.clock.at);
    expect((await world.twoFactor.totp.confirm('alice', code)).isOk()).toBe(true);
    const result = await world.twoFactor.authorize({ subject: 'alice', operation, code: { value: code } });
    expect(result._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-invalid',
      reason: 'code-already-used',
    });
  });
});
