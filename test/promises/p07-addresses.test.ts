/** P7: codes go to the addresses that were pinned, and die with them. @module */

import { describe, expect, it } from 'vitest';
import { type Grant, definePolicy } from '../../src/index.ts';
import { settled } from '../support/settled.ts';
import { codeOf, enrollTotp, operations, testWorld, type TestWorld } from '../support/world.ts';

const automatic = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
const [old, moved, thief] = ['alice@example.org', 'alice@new.example', 'thief@example.net'];
const login = { subject: 'alice', operation: 'login' } as const;

function mailWorld(policy = automatic): TestWorld {
  return testWorld({ policy, accounts: { alice: { verifiedEmails: [old] } } });
}

function verify(world: TestWorld, ...verifiedEmails: readonly string[]): void {
  world.accounts.set('alice', { ...world.accounts.get('alice'), verifiedEmails });
}

function codesTo(world: TestWorld): readonly string[] {
  return world.mails.flatMap(({ kind, to }) => (kind === 'code' ? [to] : []));
}

function lastCode(world: TestWorld): string {
  const mail = world.mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}

async function present(world: TestWorld, value: string): Promise<string> {
  const result = await world.twoFactor.authorize({ ...login, code: { method: 'email', value } });
  return result.match(
    ({ by }) => `granted by ${by}`,
    ({ kind }) => kind,
  );
}

/** Asks for a code. */
async function ask(world: TestWorld): Promise<string> {
  const denial = await world.twoFactor.authorize({ ...login, code: { method: 'email', resend: true } });
  return denial.isErr() ? denial.error.kind : 'granted';
}

describe('P7 an automatic enrollment pins the addresses when the account is first seen', () => {
  it.each<[string, (world: TestWorld) => Promise<unknown>]>([
    [
      'an exempt operation',
      async ({ twoFactor }) => twoFactor.authorize({ ...login, operation: 'status.read' }),
    ],
    ['a code', async ({ twoFactor }) => twoFactor.authorize({ ...login, code: { value: '000000' } })],
    [
      'a code of a method that is not enrolled',
      async ({ twoFactor }) => twoFactor.authorize({ ...login, code: { method: 'totp', value: '000000' } }),
    ],
    [
      'a recovery code that it does not have',
      async ({ twoFactor }) => twoFactor.authorize({ ...login, code: { value: 'AAAA-BBBB-CCCC-DDDD' } }),
    ],
    ['its status', async ({ twoFactor }) => twoFactor.status('alice')],
    ['the list of its trusted clients', async ({ twoFactor }) => twoFactor.trustedClients.list('alice')],
    ['a refused management call', async ({ twoFactor }) => twoFactor.totp.remove('alice', { proof: {} })],
  ])('seen by %s', async (_, see) => {
    const world = mailWorld();
    await see(world);
    const before = codesTo(world).length;
    verify(world, thief);
    world.clock.advance(60_000);
    expect(await ask(world)).toBe('enrollment-required');
    verify(world, thief, old);
    expect(await ask(world)).toBe('second-factor-required');
    expect(codesTo(world).slice(before)).toEqual([old]);
  });

  it('before two calls at once ask for a code', async () => {
    const world = mailWorld();
    expect(await Promise.all([ask(world), ask(world), ask(world)])).toEqual(
      Array.from({ length: 3 }, () => 'second-factor-required'),
    );
    expect(codesTo(world)).toEqual([old]);
    expect(await present(world, lastCode(world))).toBe('granted by email');
  });

  it('and the status says since when', async () => {
    const world = mailWorld();
    const enrolledAt = world.clock.at;
    void (await world.twoFactor.status('alice'));
    world.clock.advance(60_000);
    expect(await world.twoFactor.status('alice')).toMatchObject({ value: { email: { enrolledAt } } });
  });
});

describe('P7 a code dies with its address', () => {
  it.each([
    ['an address that is no longer verified', [] as string[]],
    ['an address that was replaced', [thief]],
  ])('%s', async (_, now) => {
    const world = mailWorld();
    await ask(world);
    const code = lastCode(world);
    verify(world, ...now);
    expect(await present(world, code)).not.toMatch('granted');
    verify(world, old);
    expect(await present(world, code)).toBe('granted by email');
  });

  it('one of two addresses', async () => {
    const world = testWorld({
      policy: automatic,
      accounts: { alice: { verifiedEmails: [old, thief] } },
    });
    await ask(world);
    const code = lastCode(world);
    expect(codesTo(world)).toEqual([old, thief]);
    verify(world, old);
    expect(await present(world, code)).toBe('second-factor-invalid');
    world.clock.advance(60_000);
    await ask(world);
    expect(await present(world, lastCode(world))).toBe('granted by email');
  });

  it('also a code that proves an address while no factor is enrolled', async () => {
    const world = mailWorld(definePolicy({ issuer: 'Acme', operations }));
    void (await world.twoFactor.totp.enroll('alice'));
    const proof = { code: { value: lastCode(world) } };
    verify(world, moved);
    expect((await world.twoFactor.totp.enroll('alice', { proof })).isErr()).toBe(true);
    verify(world, old);
    expect((await world.twoFactor.totp.enroll('alice', { proof })).isOk()).toBe(true);
  });
});

describe('P7 a changed address gets codes by a fresh grant of a factor', () => {
  const change = 'second-factor.account.change';

  async function grantByMail(world: TestWorld): Promise<Grant> {
    const asked = { subject: 'alice', operation: change } as const;
    void (await world.twoFactor.authorize(asked));
    const code = { method: 'email', value: lastCode(world) } as const;
    return (await world.twoFactor.authorize({ ...asked, code }))._unsafeUnwrap();
  }

  async function codesAfter(world: TestWorld): Promise<readonly string[]> {
    const before = codesTo(world).length;
    world.clock.advance(60_000);
    await ask(world);
    return codesTo(world).slice(before);
  }

  it('of an account with email codes alone, which stays able to log in', async () => {
    const world = mailWorld();
    const grant = await grantByMail(world);
    verify(world, moved);
    const changed = await world.twoFactor.accountChanged('alice', {
      what: 'email',
      previousEmails: [old],
      grant,
    });
    expect(changed).toMatchObject({ value: { endOtherSessions: true } });
    expect(await codesAfter(world)).toEqual([moved]);
    expect(await present(world, lastCode(world))).toBe('granted by email');
  });

  it('at 300 s and not 1 ms later, nor from more than 60 s ahead', async () => {
    for (const [age, pins] of [
      [300_000, true],
      [300_001, false],
      [-60_000, true],
      [-60_001, false],
    ] as const) {
      const world = mailWorld();
      const grant = await grantByMail(world);
      world.clock.advance(age);
      verify(world, moved);
      const changed = await world.twoFactor.accountChanged('alice', { what: 'email', grant });
      expect(changed.isOk(), `${age}`).toBe(pins);
      world.clock.advance(60_001);
      expect(await codesAfter(world), `${age}`).toEqual(pins ? [moved] : []);
    }
  });

  it.each<[string, (grant: Grant) => unknown]>([
    ['no grant', () => undefined],
    ['a grant of another subject', (grant) => ({ ...grant, subject: 'bob' })],
    ['a grant of another operation', (grant) => ({ ...grant, operation: 'login' })],
    ['a grant by a recovery code', (grant) => ({ ...grant, by: 'recovery-code' })],
    ['a grant by the password', (grant) => ({ ...grant, by: 'password' })],
    ['a grant without an instant', (grant) => ({ ...grant, at: Number.NaN })],
    ['a text', () => 'granted'],
  ])('and not by %s', async (_, unfit) => {
    const world = mailWorld();
    const good = await grantByMail(world);
    verify(world, moved);
    const given = unfit(good) as Grant | undefined;
    const changed = await world.twoFactor.accountChanged('alice', { what: 'email', grant: given });
    if (given === undefined) expect(changed.isOk()).toBe(true);
    else expect(changed).toMatchObject({ error: { kind: 'invalid-request', field: 'grant' } });
    await settled();
    expect(world.mails.at(-1)?.kind).toBe('email-changed');
    expect(await codesAfter(world)).toEqual([]);
  });

  it('an unfit grant is refused after the trust has ended', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const client = { session: 's1' };
    const save = { subject: 'alice', operation: 'settings.save', client } as const;
    const code = { value: codeOf(secret, world.clock.at) };
    (await world.twoFactor.authorize({ ...save, code }))._unsafeUnwrap();
    const grant = { by: 'totp' } as Grant;
    expect((await world.twoFactor.accountChanged('alice', { what: 'email', grant })).isErr()).toBe(true);
    expect((await world.twoFactor.authorize(save)).isErr()).toBe(true);
  });

  it('never where email codes are off', async () => {
    const world = mailWorld();
    void (await world.twoFactor.totp.enroll('alice'));
    const { secret } = (
      await world.twoFactor.totp.enroll('alice', { proof: { code: { value: lastCode(world) } } })
    )._unsafeUnwrap();
    void (await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at)));
    const proofAt = (advance: number): { code: { value: string } } => {
      world.clock.advance(advance);
      return { code: { value: codeOf(secret, world.clock.at) } };
    };
    (await world.twoFactor.email.disable('alice', { proof: proofAt(60_000) }))._unsafeUnwrap();
    const asked = { subject: 'alice', operation: change, ...proofAt(60_000) } as const;
    const grant = (await world.twoFactor.authorize(asked))._unsafeUnwrap();
    verify(world, moved);
    (await world.twoFactor.accountChanged('alice', { what: 'email', grant }))._unsafeUnwrap();
    expect(await world.twoFactor.status('alice')).toMatchObject({ value: { email: { enrolled: false } } });
  });
});
