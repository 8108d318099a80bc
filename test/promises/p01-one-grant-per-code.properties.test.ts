/** P1, P2: of any presentations of one code at most one is granted by the code, and a step closes every earlier one. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

/** An operation without trust, so that every grant is by the code. */
const operation = 'account.delete';

describe('P1 one code, one grant', () => {
  it('for every schedule of up to 12 concurrent presentations exactly one is granted by the code', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.nat({ max: 20 }), { minLength: 12, maxLength: 12 }),
        async (count, turns) => {
          const world = testWorld();
          const { secret } = await enrollTotp(world);
          const digits = codeOf(secret, world.clock.at);
          const present = async (index: number) => {
            // Each presentation starts after another number of turns of the event loop, so that their steps interleave.
            for (let turn = 0; turn < (turns[index] ?? 0); turn++) await Promise.resolve();
            const value =
              [
                digits,
                `${digits.slice(0, 3)} ${digits.slice(3)}`,
                `${digits.slice(0, 3)}-${digits.slice(3)}`,
              ][index % 3] ?? digits;
            return world.twoFactor.authorize({ subject: 'alice', operation, code: { value } });
          };
          const answers = await Promise.all(Array.from({ length: count }, (_, index) => present(index)));
          const granted = answers.filter((answer) => answer.isOk() && answer.value.by === 'totp');
          expect(granted).toHaveLength(1);
          expect(answers.filter((answer) => answer.isOk())).toHaveLength(1);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('over the whole time that it is inside any window, also A, B, A, also spelled otherwise', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const a = codeOf(secret, world.clock.at);
    const b = codeOf(secret, world.clock.at, 1);
    const present = async (value: string) =>
      (await world.twoFactor.authorize({ subject: 'alice', operation, code: { value } })).isOk();
    expect(await present(a)).toBe(true);
    for (const drift of [0, 30_000]) {
      expect(await present(a)).toBe(false);
      expect(await present(` ${a.slice(0, 3)} ${a.slice(3)}`)).toBe(false);
      world.clock.advance(drift);
    }
    expect(await present(b)).toBe(true);
    expect(await present(a)).toBe(false);
    expect(await present(b)).toBe(false);
  });

  it('the code that confirmed the enrollment opens nothing', async () => {
    const world = testWorld();
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const code = codeOf(secret, world.clock.at);
    expect((await world.twoFactor.totp.confirm('alice', code)).isOk()).toBe(true);
    const answer = await world.twoFactor.authorize({ subject: 'alice', operation, code: { value: code } });
    expect(answer._unsafeUnwrapErr()).toMatchObject({ kind: 'second-factor-invalid', reason: 'wrong-code' });
  });
});

describe('P2 replay memory is the highest step', () => {
  it('accepting a step closes it and every earlier one, for good, also when the clock goes back', async () => {
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
            const code = codeOf(secret, world.clock.at);
            const answer = await world.twoFactor.authorize({
              subject: 'alice',
              operation,
              code: { value: code },
            });
            if (answer.isErr() && answer.error.kind === 'too-many-attempts') break;
            // The same six digits may belong to another step of the window; one code in a million does.
            expect(answer.isOk()).toBe(now > highest);
            highest = Math.max(highest, now);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('accepts a code if and only if its step is inside the window', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    for (const drift of [-3, -2, -1, 0, 1, 2, 3]) {
      world.clock.advance(10 * 30_000);
      const code = codeOf(secret, world.clock.at, drift);
      const answer = await world.twoFactor.authorize({ subject: 'alice', operation, code: { value: code } });
      expect(answer.isOk()).toBe(Math.abs(drift) <= 1);
    }
  });
});
