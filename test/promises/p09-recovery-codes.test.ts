/** P9: a recovery code opens once, also in parallel, and never for another subject. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { generateKeys } from '../../src/index.ts';
import { settled } from '../support/settled.ts';
import { codeOf, enrollTotp, testWorld, type TestWorld } from '../support/world.ts';

const accounts = {
  alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] },
  bob: { password: 'battery staple' },
};

async function isGranted(
  world: TestWorld,
  value: string,
  subject = 'alice',
  method?: 'totp' | 'email' | 'recovery-code',
) {
  const result = await world.twoFactor.authorize({ subject, operation: 'login', code: { method, value } });
  return result.isOk() && result.value.by === 'recovery-code';
}

async function remaining(world: TestWorld): Promise<number> {
  return (await world.twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap();
}

describe('P9 a recovery code', () => {
  it('is one of ten different ones, of 16 characters that are hard to confuse', async () => {
    const { recoveryCodes } = await enrollTotp(testWorld({ accounts }));
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes)
      expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it.each<[string, (code: string) => string]>([
    ['as shown', (code) => code],
    ['without its dashes', (code) => code.replaceAll('-', '')],
    ['in lower case and with spaces', (code) => ` ${code.toLowerCase().replaceAll('-', '  ')} `],
    ['with the letters that look like its digits', (code) => code.replaceAll('0', 'o').replaceAll('1', 'l')],
  ])('opens once, %s, and then in no spelling', async (_, spell) => {
    const world = testWorld({ accounts });
    const { recoveryCodes } = await enrollTotp(world);
    const [code = ''] = recoveryCodes;
    expect(await isGranted(world, spell(code))).toBe(true);
    expect(await isGranted(world, code)).toBe(false);
    expect(await isGranted(world, code.toLowerCase())).toBe(false);
    expect(await remaining(world)).toBe(9);
  });

  it.each(['totp', 'email', 'recovery-code', undefined] as const)(
    'is accepted under the method name %s',
    async (method) => {
      const world = testWorld({ accounts });
      const { recoveryCodes } = await enrollTotp(world);
      expect(await isGranted(world, recoveryCodes[0]!, 'alice', method)).toBe(true);
    },
  );

  it('opens once when presented many times at once on two nodes', async () => {
    const shared = { storage: createMemoryStorage(), keys: generateKeys(), accounts };
    const nodes = [testWorld(shared), testWorld(shared)];
    const { recoveryCodes } = await enrollTotp(nodes[0]!);
    for (const code of recoveryCodes.slice(0, 3)) {
      const grants = await Promise.all(
        Array.from({ length: 4 }, (_, index) => isGranted(nodes[index % 2]!, code)),
      );
      expect(grants.filter(Boolean)).toHaveLength(1);
    }
    expect(await remaining(nodes[1]!)).toBe(7);
  });

  it('and another one both open in parallel, and both are spent', async () => {
    const world = testWorld({ accounts });
    const { recoveryCodes } = await enrollTotp(world);
    const pair = recoveryCodes.slice(0, 2);
    expect(await Promise.all(pair.map((code) => isGranted(world, code)))).toEqual([true, true]);
    expect(await remaining(world)).toBe(8);
    expect(await Promise.all(pair.map((code) => isGranted(world, code)))).toEqual([false, false]);
  });

  it('of another subject opens nothing, and is not spent by the attempt', async () => {
    const world = testWorld({ accounts });
    const { recoveryCodes } = await enrollTotp(world);
    await enrollTotp(world, 'bob');
    expect(await isGranted(world, recoveryCodes[0]!, 'bob')).toBe(false);
    expect(await isGranted(world, recoveryCodes[0]!)).toBe(true);
  });

  it('opens until none are left', async () => {
    const world = testWorld({ accounts });
    const { recoveryCodes } = await enrollTotp(world);
    for (const code of recoveryCodes) {
      expect(await isGranted(world, code)).toBe(true);
      // A mailbox gets at most ten notices in five minutes.
      world.clock.advance(60_000);
    }
    expect(await remaining(world)).toBe(0);
    await settled();
    const kinds = world.events.filter(({ kind }) => kind === 'recovery-codes-low');
    expect(kinds).toMatchObject([{ recoveryCodesLeft: 3 }]);
    expect(world.mails.filter(({ kind }) => kind === 'recovery-code-used')).toHaveLength(10);
    expect(world.mails.filter(({ kind }) => kind === 'recovery-codes-low')).toHaveLength(1);
  });

  it('is void once new ones are made, which requires a factor', async () => {
    const world = testWorld({ accounts });
    const { secret, recoveryCodes } = await enrollTotp(world);
    const { twoFactor } = world;
    expect((await twoFactor.recoveryCodes.regenerate('alice', { proof: {} }))._unsafeUnwrapErr().kind).toBe(
      'second-factor-required',
    );
    expect(await remaining(world)).toBe(10);
    const proof = { code: { value: codeOf(secret, world.clock.at) } };
    const fresh = (await twoFactor.recoveryCodes.regenerate('alice', { proof }))._unsafeUnwrap();
    expect(fresh.endOtherSessions).toBe(true);
    for (const code of recoveryCodes.slice(0, 3)) expect(await isGranted(world, code)).toBe(false);
    expect(await isGranted(world, fresh.recoveryCodes[0]!)).toBe(true);
    expect(await remaining(world)).toBe(9);
  });

  it('is void once the last factor is removed, and not before', async () => {
    const world = testWorld({ accounts });
    const { recoveryCodes } = await enrollTotp(world);
    const proof = (index: number) => ({ proof: { code: { value: recoveryCodes[index]! } } });
    (await world.twoFactor.email.enable('alice', proof(0)))._unsafeUnwrap();
    (await world.twoFactor.totp.remove('alice', proof(1)))._unsafeUnwrap();
    expect(await remaining(world)).toBe(8);
    (await world.twoFactor.email.disable('alice', proof(2)))._unsafeUnwrap();
    expect(await remaining(world)).toBe(0);
    expect(await isGranted(world, recoveryCodes[3]!)).toBe(false);
  });

  it('permits a new enrollment that replaces a disabled authenticator', async () => {
    const world = testWorld({ accounts });
    const { secret, recoveryCodes } = await enrollTotp(world);
    const ask = { subject: 'alice', operation: 'login' } as const;
    for (let failures = 0; failures < 50; failures++) {
      const right = [-1, 0, 1].map((drift) => codeOf(secret, world.clock.at, drift));
      const value = ['000000', '000001', '000002', '000003'].find((code) => !right.includes(code))!;
      void (await world.twoFactor.authorize({ ...ask, code: { value } }));
      world.clock.advance(900_000);
    }
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({
      kind: 'factor-disabled',
      method: 'totp',
    });
    const proof = { code: { value: recoveryCodes[0]! } };
    const fresh = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    (await world.twoFactor.totp.confirm('alice', codeOf(fresh.secret, world.clock.at)))._unsafeUnwrap();
    world.clock.advance(60_000);
    const code = { value: codeOf(fresh.secret, world.clock.at) };
    expect((await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap().by).toBe('totp');
  });
});
