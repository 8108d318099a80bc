/** What nested calls inherit, and how often the code of an invocation is compared. @module */

import { describe, expect, it } from 'vitest';
import { client, outcomeOf, subjectWithTotp } from './scope-fixture.ts';

describe('a nested call inherits', () => {
  it('a verified authenticator code, if the inner rule allows it', async () => {
    const { scopes, code, clock, presented } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      const inner = (await scope.authorize('inner'))._unsafeUnwrap();
      expect(inner).toEqual({
        subject: 'alice',
        operation: 'inner',
        by: 'totp',
        at: clock.at,
        trace: [
          { step: 'operation', result: 'known' },
          { step: 'code', result: 'inherited totp' },
        ],
      });
      expect(await outcomeOf(scope, 'email.only')).toBe('enrollment-required');
    });
    expect(presented).toHaveLength(1);
  });

  it('a verified recovery code, which stands in for any factor', async () => {
    const { scopes, recoveryCodes } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: { value: recoveryCodes[0]! } }, async (scope) => {
      expect(await outcomeOf(scope, 'outer')).toBe('recovery-code');
      expect(await outcomeOf(scope, 'inner')).toBe('recovery-code');
      expect(await outcomeOf(scope, 'email.only')).toBe('recovery-code');
    });
  });

  it('from every outer call, and never from a sibling call', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client }, async (outermost) => {
      await scopes.run({ subject: 'alice', client, code: code(), parent: outermost }, async (middle) => {
        expect(await outcomeOf(middle, 'inner')).toBe('totp');
        await scopes.run({ subject: 'alice', client, parent: middle }, async (innermost) => {
          expect(await outcomeOf(innermost, 'strict')).toBe('totp');
        });
      });
      await scopes.run({ subject: 'alice', client, parent: outermost }, async (beside) => {
        expect(await outcomeOf(beside, 'inner')).toBe('second-factor-required');
      });
      expect(await outcomeOf(outermost, 'inner')).toBe('second-factor-required');
    });
  });
});

describe('the code of an invocation', () => {
  it('is kept for the call that needs it, which may be nested', async () => {
    const { scopes, code } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      expect(await outcomeOf(scope, 'open')).toBe('not-required');
      await scopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await outcomeOf(nested, 'inner')).toBe('totp');
      });
    });
  });

  it('is compared once, right or wrong, even by concurrent calls', async () => {
    const { scopes, code, presented } = await subjectWithTotp();
    await scopes.run(
      { subject: 'alice', client, code: { method: 'totp', value: '000000' } },
      async (scope) => {
        expect(await outcomeOf(scope, 'inner')).toBe('second-factor-invalid');
        expect(await outcomeOf(scope, 'inner')).toBe('second-factor-required');
      },
    );
    expect(presented).toHaveLength(1);
    await scopes.run({ subject: 'alice', client, code: code() }, async (scope) => {
      const outcomes = await Promise.all(
        ['inner', 'strict', 'outer', 'inner'].map((name) => outcomeOf(scope, name)),
      );
      expect(outcomes).toEqual(['totp', 'totp', 'totp', 'totp']);
    });
    expect(presented).toHaveLength(2);
  });

  it('is presented no more once it was refused as used', async () => {
    const { scopes, code, presented } = await subjectWithTotp();
    const used = code();
    await scopes.run({ subject: 'alice', client, code: used }, (scope) => outcomeOf(scope, 'inner'));
    await scopes.run({ subject: 'alice', client, code: used }, async (scope) => {
      const refused = (await scope.authorize('strict'))._unsafeUnwrapErr();
      expect(refused).toMatchObject({ kind: 'second-factor-invalid', reason: 'code-already-used' });
      await scopes.run({ subject: 'alice', client, parent: scope }, async (nested) => {
        expect(await outcomeOf(nested, 'inner')).toBe('second-factor-required');
      });
    });
    expect(presented).toEqual([used, used]);
  });

  it('is not presented for another subject', async () => {
    const { scopes, code, presented } = await subjectWithTotp();
    await scopes.run({ subject: 'alice', client, code: code() }, async (parent) => {
      await scopes.run({ subject: 'bob', client, parent }, (scope) => outcomeOf(scope, 'inner'));
    });
    expect(presented).toHaveLength(0);
  });
});
