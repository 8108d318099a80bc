/** P12: which operations and enrollments trust the client that presents a factor. @module */

import { describe, expect, it } from 'vitest';
import { type PolicyInput, type PresentedCode, type RuleInput, definePolicy } from '../../src/index.ts';
import { type TestWorld, codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 'about to be opened' };
const saves = { subject: 'alice', operation: 'settings.save', client } as const;
const logsIn = { ...saves, operation: 'login' } as const;

/** A deployment whose rules are these, besides the usual ones. */
function worldWith(rules: Readonly<Record<string, RuleInput>>, more: Partial<PolicyInput> = {}): TestWorld {
  const input = { issuer: 'Acme', ...more, operations: { ...operations, ...rules } };
  return testWorld({ policy: definePolicy(input) as never });
}

/** What opens `settings.save` from this client without a code, or the kind of the denial. */
function saving(world: TestWorld, from: object = client): Promise<string> {
  return world.twoFactor.authorize({ ...saves, client: from }).match(
    ({ by }) => by,
    ({ kind }) => kind,
  );
}

describe('P12 a rule with `grantsTrust`', () => {
  it('always: the factor of a login trusts the session that it opens, but not the login', async () => {
    const world = worldWith({ login: { grantsTrust: 'always' } });
    const { secret } = await enrollTotp(world);
    const at = world.clock.at;
    const code = { value: codeOf(secret, at) };
    const grant = (await world.twoFactor.authorize({ ...logsIn, code }))._unsafeUnwrap();
    expect(grant).toMatchObject({ by: 'totp', trustedUntil: at + 300_000 });
    expect(world.events).toContainEqual(
      expect.objectContaining({ kind: 'client-trusted', until: at + 300_000 }),
    );
    expect(await saving(world)).toBe('trusted-client');
    expect(await saving(world, { ...client, session: 'another' })).toBe('second-factor-required');
    const again = await world.twoFactor.authorize(logsIn);
    expect(again._unsafeUnwrapErr().kind).toBe('second-factor-required');
    world.clock.at = at + 300_000;
    expect(await saving(world)).toBe('second-factor-required');
  });

  it('always: earns none by a recovery code, nor where trust is switched off', async () => {
    const world = worldWith({ login: { grantsTrust: 'always' } });
    const { recoveryCodes } = await enrollTotp(world);
    const code = { value: recoveryCodes[0] ?? '' };
    const grant = (await world.twoFactor.authorize({ ...logsIn, code }))._unsafeUnwrap();
    expect(grant.trustedUntil).toBeUndefined();
    expect(await saving(world)).toBe('second-factor-required');
    const off = worldWith({ login: { grantsTrust: 'always' } }, { trust: { seconds: 0 } });
    const { secret } = await enrollTotp(off);
    const right = { value: codeOf(secret, off.clock.at) };
    expect((await off.twoFactor.authorize({ ...logsIn, code: right }))._unsafeUnwrap().trustedUntil).toBe(
      undefined,
    );
  });

  it('never: uses trust and grants none', async () => {
    const world = worldWith({ 'report.read': { grantsTrust: 'never' } });
    const reads = { ...saves, operation: 'report.read' } as never;
    const { secret } = await enrollTotp(world);
    const code = () => ({ code: { value: codeOf(secret, world.clock.at) } });
    const grant = (
      await world.twoFactor.authorize({ ...(reads as object), ...code() } as never)
    )._unsafeUnwrap();
    expect(grant.trustedUntil).toBeUndefined();
    expect(await saving(world)).toBe('second-factor-required');
    world.clock.advance(30_000);
    expect((await world.twoFactor.authorize({ ...saves, ...code() })).isOk()).toBe(true);
    expect((await world.twoFactor.authorize(reads))._unsafeUnwrap().by).toBe('trusted-client');
  });

  it('by default: a login trusts nobody', async () => {
    const world = worldWith({});
    const { secret } = await enrollTotp(world);
    const code = { value: codeOf(secret, world.clock.at) };
    expect((await world.twoFactor.authorize({ ...logsIn, code })).isOk()).toBe(true);
    expect(await saving(world)).toBe('second-factor-required');
  });

  it('cannot be `always` for a management call, whose proof opens nothing else', () => {
    const withRule = (rule: RuleInput) =>
      definePolicy({ issuer: 'Acme', operations: { 'second-factor.totp.remove': rule } });
    expect(() => withRule({ grantsTrust: 'always' })).toThrow(
      'operations.second-factor.totp.remove.grantsTrust can only be "where-honoured" or "never" here',
    );
    for (const grantsTrust of ['where-honoured', 'never'] as const)
      expect(() => withRule({ grantsTrust })).not.toThrow();
    expect(() => withRule({ grantsTrust: 'sometimes' as never })).toThrow(RangeError);
  });
});

/** Enrolls an authenticator and confirms it from this client. Returns the recovery codes. */
async function confirmFrom(
  world: TestWorld,
  from: object | undefined,
  code: PresentedCode = { method: 'password', value: 'correct horse' },
): Promise<readonly string[]> {
  const { totp } = world.twoFactor;
  const { secret } = (await totp.enroll('alice', { proof: { code } }))._unsafeUnwrap();
  const confirmed = await totp.confirm('alice', codeOf(secret, world.clock.at), { client: from });
  return confirmed._unsafeUnwrap().recoveryCodes;
}

describe('P12 `enrollment.grantsTrust`', () => {
  const grants = { enrollment: { grantsTrust: true } };

  it('trusts the client that confirms an enrollment, as after any code of the app', async () => {
    const world = worldWith({}, grants);
    const at = world.clock.at;
    await confirmFrom(world, client);
    expect(await saving(world)).toBe('trusted-client');
    expect(await saving(world, { ...client, session: 'another' })).toBe('second-factor-required');
    const listed = (await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap();
    expect(listed).toMatchObject([{ label: 'Firefox', factorAt: at, trustedUntil: at + 300_000 }]);
    expect(world.events).toContainEqual(
      expect.objectContaining({ kind: 'client-trusted', until: at + 300_000 }),
    );
    world.clock.at = at + 300_000;
    expect(await saving(world)).toBe('second-factor-required');
  });

  it('voids the old trust first', async () => {
    const world = worldWith({}, grants);
    const [recoveryCode] = await confirmFrom(world, client);
    expect(await saving(world)).toBe('trusted-client');
    const phone = { ...client, session: 'of the new phone' };
    await confirmFrom(world, phone, { value: recoveryCode });
    expect(await saving(world)).toBe('second-factor-required');
    expect(await saving(world, phone)).toBe('trusted-client');
  });

  it.each([
    ['by default', {}, client],
    ['without a client', grants, undefined],
    ['with a client that nothing identifies', grants, { userAgent: 'Firefox' }],
    ['where trust is switched off', { ...grants, trust: { seconds: 0 } }, client],
  ])('is off %s', async (_, policy, from) => {
    const world = worldWith({}, policy);
    await confirmFrom(world, from);
    expect((await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
    expect(world.events.map(({ kind }) => kind)).not.toContain('client-trusted');
  });
});
