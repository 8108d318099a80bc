/** P3, P13: guessing the password ends at the cap, as guessing a factor does. @module */

import { expect, it } from 'vitest';
import { type Policy, definePolicy } from '../../src/index.ts';
import { type Operation, type TestWorld, operations, testWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'settings.save' } as const;
const right = { method: 'password', value: 'correct horse' } as const;
const wrong = { method: 'password', value: 'wrong' } as const;

function policyWith(disableAt: number | 'never'): Policy<Operation> {
  return definePolicy({ issuer: 'Acme', operations, attempts: { disableAt } });
}

/** Presents the wrong password at the end of each lock. Resolves to the kinds of the refusals. */
async function guess(world: TestWorld, times: number): Promise<readonly string[]> {
  const kinds: string[] = [];
  for (let guesses = 0; guesses < times; guesses++) {
    kinds.push((await world.twoFactor.authorize({ ...ask, code: wrong }))._unsafeUnwrapErr().kind);
    world.clock.advance(900_000);
  }
  return kinds;
}

it('P13 the password is disabled at the cap, and then neither asked for nor accepted', async () => {
  const world = testWorld({ policy: policyWith(8) });
  const kinds = await guess(world, 8);
  // The attempt that reaches the cap is compared, and disables.
  expect(kinds).toEqual([...new Array<string>(7).fill('second-factor-invalid'), 'factor-disabled']);

  for (const code of [right, { value: 'correct horse' }, { method: 'password' } as const, undefined]) {
    const refused = await world.twoFactor.authorize({ ...ask, code });
    expect(refused._unsafeUnwrapErr()).toMatchObject({
      kind: 'factor-disabled',
      method: 'password',
      availableMethods: [],
    });
  }
  const proof = { code: right };
  expect((await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrapErr().kind).toBe(
    'factor-disabled',
  );
});

it('P13 a success before the cap clears the count, and `never` sets none', async () => {
  const world = testWorld({ policy: policyWith(8) });
  expect(await guess(world, 7)).not.toContain('factor-disabled');
  expect((await world.twoFactor.authorize({ ...ask, code: right }))._unsafeUnwrap().by).toBe('password');
  expect(await guess(world, 7)).not.toContain('factor-disabled');

  const endless = testWorld({ policy: policyWith('never') });
  expect(await guess(endless, 120)).not.toContain('factor-disabled');
});

it.each<[string, (world: TestWorld) => Promise<unknown>]>([
  ['a new password', async ({ twoFactor }) => await twoFactor.accountChanged('alice', { what: 'password' })],
  ['`unlock`', async ({ twoFactor }) => await twoFactor.unlock('alice', { by: 'root', reason: 'called' })],
  ['a reset', async ({ twoFactor }) => await twoFactor.reset('alice', { by: 'root', reason: 'called' })],
])('P4 a disabled password comes back by %s', async (_, comeBack) => {
  const world = testWorld({ policy: policyWith(8) });
  await guess(world, 8);
  expect((await world.twoFactor.authorize({ ...ask, code: right })).isErr()).toBe(true);
  await comeBack(world);
  expect((await world.twoFactor.authorize({ ...ask, code: right }))._unsafeUnwrap().by).toBe('password');
});
