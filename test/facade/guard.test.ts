/** `guard` and `demand`: a check that is forgotten lets nobody pass. @module */

import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DenialError, type Grant, type Result, err, errAsync } from '../../src/index.ts';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

const request = { subject: 'alice', operation: 'settings.save' } as const;

describe('guard', () => {
  it('runs the work once, with the grant, and returns what it returns', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const code = { value: codeOf(secret, world.clock.at) };
    const grants: Grant[] = [];
    const saved = await world.twoFactor.guard({ ...request, code }, async (grant) => {
      grants.push(grant);
      return 'saved';
    });
    expect(saved._unsafeUnwrap()).toBe('saved');
    expect(grants).toEqual([expect.objectContaining({ subject: 'alice', by: 'totp' })]);
  });

  it('runs nothing where `authorize` refuses, and returns its denial', async () => {
    const world = testWorld();
    await enrollTotp(world);
    let runs = 0;
    const refused = await world.twoFactor.guard(request, () => (runs += 1));
    expect(refused._unsafeUnwrapErr()).toEqual((await world.twoFactor.authorize(request))._unsafeUnwrapErr());
    expect(runs).toBe(0);
  });

  it('runs nothing while a port is down', async () => {
    const world = testWorld({ random: { bytes: () => new Uint8Array(0) } });
    let runs = 0;
    const code = { value: '123456' };
    const refused = await world.twoFactor.guard({ ...request, code }, () => (runs += 1));
    expect(refused._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable', port: 'random' });
    expect(runs).toBe(0);
  });

  it.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ])('rejects with what the work %s', async (_how, work) => {
    const world = testWorld({ accounts: { alice: {} } });
    await expect(world.twoFactor.guard(request, work)).rejects.toBe(failure);
  });

  it('within a guard: where the inner one refuses, the outer result is its denial', async () => {
    const { twoFactor } = testWorld({ accounts: { alice: {} } });
    let runs = 0;
    const inner = { subject: 'alice', operation: 'account.delete' } as const;
    const refused = await twoFactor.guard(request, () => twoFactor.guard(inner, () => (runs += 1)));
    expect(refused._unsafeUnwrapErr()).toEqual((await twoFactor.authorize(inner))._unsafeUnwrapErr());
    expect(runs).toBe(0);
    const granted = await twoFactor.guard(request, () => twoFactor.guard(request, () => (runs += 1)));
    expect(granted._unsafeUnwrap()).toBe(1);
  });

  it.each<[string, () => Result<string, 'full'> | PromiseLike<Result<string, 'full'>>]>([
    ['a Result', () => err('full')],
    ['a ResultAsync', () => errAsync('full')],
    ['a promise of a Result', async () => err('full')],
    ['a Result of another copy of neverthrow', () => otherCopy().err('full')],
  ])('refuses as its work does, which returns %s', async (_how, work) => {
    const { twoFactor } = testWorld({ accounts: { alice: {} } });
    const refused = await twoFactor.guard(request, work);
    expect(refused.isErr() && refused.error).toBe('full');
  });

  it('takes no work that is no function, before a code is spent', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const call = { ...request, code: { value: codeOf(secret, world.clock.at) } };
    // @ts-expect-error -- the work is missing
    expect(() => world.twoFactor.guard(call)).toThrow(new TypeError('work must be a function'));
    expect((await world.twoFactor.authorize(call))._unsafeUnwrap().by).toBe('totp');
  });
});

describe('demand', () => {
  it('resolves to the grant', async () => {
    const world = testWorld({ accounts: { alice: {} } });
    expect(await world.twoFactor.demand(request)).toEqual(
      (await world.twoFactor.authorize(request))._unsafeUnwrap(),
    );
  });

  it('rejects with a DenialError that has the denial', async () => {
    const world = testWorld();
    await enrollTotp(world);
    const error: unknown = await world.twoFactor.demand(request).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DenialError);
    expect(error).toBeInstanceOf(Error);
    expect((error as DenialError).name).toBe('DenialError');
    expect((error as DenialError).denial).toEqual(
      (await world.twoFactor.authorize(request))._unsafeUnwrapErr(),
    );
  });

  it('says in its message only what kind of denial it is, and shows no code (P18)', async () => {
    const world = testWorld();
    await enrollTotp(world);
    const call = { ...request, code: { value: '13579-24680' } };
    const error = await world.twoFactor.demand(call).catch((reason: unknown) => reason);
    expect((error as DenialError).message).toBe('refused: second-factor-invalid');
    expect(inspect(error, { depth: null }) + JSON.stringify(error)).not.toContain('13579');
  });
});

/** A host may have its own copy of neverthrow, with classes of its own. */
function otherCopy(): { readonly err: typeof err } {
  const require = createRequire(import.meta.url);
  delete require.cache[require.resolve('neverthrow')];
  const other = require('neverthrow') as { readonly err: typeof err };
  expect(other.err('full')).not.toBeInstanceOf(err('full').constructor);
  return other;
}

const failure = new Error('the work failed');

function raise(): never {
  throw failure;
}
