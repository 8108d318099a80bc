/** The ambient scope of an invocation, carried by `AsyncLocalStorage`. @module */

import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { type InvocationScope, createAmbientScope } from '../../../src/adapters/ddp/index.ts';
import { client, outcomeOf, policy, subjectWithTotp } from './scope-fixture.ts';

describe('createAmbientScope', () => {
  it('carries the scope to nested calls, and to no other invocation', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    const scope = createAmbientScope(twoFactor, {
      policy,
      storage: new AsyncLocalStorage<InvocationScope>(),
    });
    const nested = (subject: string) => scope.run({ subject, client }, () => outcomeOf(scope, 'inner'));

    const outer = scope.run({ subject: 'alice', client, code: code() }, async () => {
      expect(await outcomeOf(scope, 'outer')).toBe('totp');
      expect(await outcomeOf(scope, 'inner')).toBe('totp');
      expect(await nested('alice')).toBe('totp');
      expect(await nested('bob')).toBe('second-factor-required');
    });
    const beside = nested('alice');
    await outer;
    expect(await beside).toBe('second-factor-required');
    expect(() => scope.authorize('inner')).toThrow(TypeError);
  });

  it('lets work that outlives its invocation inherit nothing', async () => {
    const { twoFactor, code } = await subjectWithTotp();
    const scope = createAmbientScope(twoFactor, {
      policy,
      storage: new AsyncLocalStorage<InvocationScope>(),
    });
    let release = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    let late: Promise<string> | undefined;
    await scope.run({ subject: 'alice', client, code: code() }, async (current) => {
      expect(await outcomeOf(current, 'outer')).toBe('totp');
      late = ended.then(() => outcomeOf(scope, 'inner'));
    });
    release();
    expect(await late).toBe('second-factor-required');
  });
});
