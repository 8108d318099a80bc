/** For how long a factor that was verified in an invocation is inherited. @module */

import { describe, expect, it, test } from 'vitest';
import { createInvocationScope } from '../../../src/adapters/ddp/index.ts';
import { client, outcomeOf, policy, subjectWithTotp } from './scope-fixture.ts';

describe('a verified factor is inherited', () => {
  test.each([
    ['inner', 60_000],
    ['recent', 30_000],
  ])('by %s until it is %i ms old, also by a nested call', async (operation, ageMs) => {
    const { scopes, code, clock } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      clock.advance(ageMs - 1);
      expect(await outcomeOf(scope, operation)).toBe('totp');
      clock.advance(1);
      expect(await outcomeOf(scope, operation)).toBe('second-factor-required');
      await scopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await outcomeOf(nested, operation)).toBe('second-factor-required');
      });
    });
  });

  it('at no age by a rule that accepts none', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      expect(await outcomeOf(scope, 'now')).toBe('second-factor-required');
    });
  });

  it('no more after a reset or a deletion, hours later in the same scope', async () => {
    const { scopes, code, clock, twoFactor, accounts } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      clock.advance(10_800_000);
      void (await twoFactor.reset('alice', { by: 'admin', reason: 'lost' }));
      for (const operation of ['inner', 'recent', 'now'])
        expect((await scope.authorize(operation))._unsafeUnwrapErr()).toMatchObject({ method: 'password' });
      accounts.delete('alice');
      expect(await outcomeOf(scope, 'inner')).toBe('unknown-subject');
    });
  });

  it('by the clock of the scope, from before the decision', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    const readings = [0, 60_000];
    const scopes = createInvocationScope(twoFactor, { policy, now: () => readings.shift() ?? 0 });
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
    });
  });

  it.each([
    ['steps back', () => -1],
    ['is not a number', () => Number.NaN],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
  ])('not while the clock %s', async (_name, broken) => {
    const { twoFactor, code } = await subjectWithTotp();
    let now: () => number = () => 0;
    const scopes = createInvocationScope(twoFactor, { policy, now: () => now() });
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      now = broken;
      expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
      now = () => 0;
      expect(await outcomeOf(scope, 'inner')).toBe('totp');
    });
  });
});
