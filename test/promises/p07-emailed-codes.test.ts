/** P7: an emailed code is single-use, bound, and sent only where it can be used. @module */

import { describe, expect, it } from 'vitest';
import { type ResultAsync, definePolicy } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld, type TestWorld } from '../support/world.ts';

const policy = definePolicy({
  issuer: 'Acme',
  operations: { ...operations, 'app.only': { methods: ['totp'] } },
  email: { enrollment: 'automatic' },
});
const login = { operation: 'login' } as const;

function mailWorld(): TestWorld {
  return testWorld({
    policy: policy as never,
    accounts: {
      alice: { verifiedEmails: ['alice@example.org'] },
      bob: { verifiedEmails: ['bob@example.org'] },
    },
  });
}

async function challenge(world: TestWorld, subject = 'alice', resend = false): Promise<string> {
  void (await world.twoFactor.authorize({ ...login, subject, code: { method: 'email', resend } }));
  return lastCode(world);
}

function lastCode(world: TestWorld): string {
  const mail = world.mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}

async function isGranted(world: TestWorld, value: string, subject = 'alice'): Promise<boolean> {
  const code = { method: 'email', value } as const;
  return (await world.twoFactor.authorize({ ...login, subject, code })).isOk();
}

describe('P7 an emailed code', () => {
  it('opens once, in any spelling', async () => {
    const world = mailWorld();
    const code = await challenge(world);
    expect(code).toMatch(/^\d{6}$/);
    expect(await isGranted(world, `${code.slice(0, 3)}-${code.slice(3)}`)).toBe(true);
    expect(await isGranted(world, code)).toBe(false);
    expect(await isGranted(world, `${code.slice(0, 3)} ${code.slice(3)}`)).toBe(false);
  });

  it('opens once when presented many times at once', async () => {
    const world = mailWorld();
    const code = await challenge(world);
    const grants = await Promise.all([1, 2, 3, 4, 5].map(() => isGranted(world, code)));
    expect(grants.filter(Boolean)).toHaveLength(1);
  });

  it('lives until its last millisecond', async () => {
    for (const [late, opens] of [
      [-1, true],
      [0, false],
    ] as const) {
      const world = mailWorld();
      const code = await challenge(world);
      world.clock.advance(600_000 + late);
      expect(await isGranted(world, code)).toBe(opens);
    }
  });

  it('is replaced by the next one', async () => {
    const world = mailWorld();
    const first = await challenge(world);
    world.clock.advance(60_000);
    const second = await challenge(world, 'alice', true);
    expect(second).not.toBe(first);
    expect(await isGranted(world, first)).toBe(false);
    expect(await isGranted(world, second)).toBe(true);
  });

  it('that is live is not replaced by a request that does not ask for another', async () => {
    const world = mailWorld();
    const first = await challenge(world);
    world.clock.advance(60_000);
    void (await challenge(world));
    expect(world.mails).toHaveLength(1);
    expect(await isGranted(world, first)).toBe(true);
  });

  it('goes to a new address only after a code from the old one enabled email codes for it', async () => {
    const world = mailWorld();
    const { email } = world.twoFactor;
    expect(await isGranted(world, await challenge(world))).toBe(true);
    world.accounts.set('alice', { verifiedEmails: ['alice@example.org', 'alice@new.example'] });
    world.clock.advance(60_000);
    // The challenge mails a code to the old address alone.
    expect((await email.enable('alice', {}))._unsafeUnwrapErr().kind).toBe('second-factor-required');
    expect(world.mails.findLast(({ kind }) => kind === 'code')?.to).toBe('alice@example.org');
    const proof = { code: { method: 'email', value: lastCode(world) } } as const;
    (await email.enable('alice', { proof }))._unsafeUnwrap();
    world.accounts.set('alice', { verifiedEmails: ['alice@new.example'] });
    world.clock.advance(60_000);
    const code = await challenge(world);
    expect(world.mails.findLast(({ kind }) => kind === 'code')?.to).toBe('alice@new.example');
    expect(await isGranted(world, code)).toBe(true);
  });

  it('of another subject opens nothing', async () => {
    const world = mailWorld();
    const [alices, bobs] = [await challenge(world), await challenge(world, 'bob')];
    expect(await isGranted(world, bobs)).toBe(false);
    expect(await isGranted(world, alices, 'bob')).toBe(false);
    expect(await isGranted(world, alices)).toBe(true);
    expect(await isGranted(world, bobs, 'bob')).toBe(true);
  });

  it('that proved an address opens no challenge', async () => {
    const explicit = definePolicy({ issuer: 'Acme', operations });
    const world = testWorld({
      policy: explicit,
      accounts: { alice: { verifiedEmails: ['alice@example.org'] } },
    });
    void (await world.twoFactor.email.enable('alice'));
    const first = lastCode(world);
    const enabled = await world.twoFactor.email.enable('alice', { proof: { code: { value: first } } });
    expect(enabled.isOk()).toBe(true);
    expect(await isGranted(world, first)).toBe(false);
  });

  it.each<[string, (world: TestWorld, recoveryCode: string) => ResultAsync<unknown, unknown>]>([
    [
      'removing its factor',
      (world, value) => world.twoFactor.email.disable('alice', { proof: { code: { value } } }),
    ],
    [
      'enabling email codes again',
      (world, value) => world.twoFactor.email.enable('alice', { proof: { code: { value } } }),
    ],
    ['a change of the account', (world) => world.twoFactor.accountChanged('alice', { what: 'email' })],
    ['a reset', (world) => world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone' })],
  ])('is void after %s', async (_, change) => {
    const world = mailWorld();
    const { recoveryCodes } = await enrollWithMail(world);
    const code = await challenge(world);
    expect((await change(world, recoveryCodes[0]!)).isOk()).toBe(true);
    expect(await isGranted(world, code)).toBe(false);
  });
});

/** Alice with both factors and recovery codes, and no live code. */
async function enrollWithMail(
  world: TestWorld,
): Promise<{ readonly recoveryCodes: readonly string[]; readonly secret: string }> {
  void (await world.twoFactor.totp.enroll('alice'));
  const proof = { code: { value: lastCode(world) } };
  const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
  const { recoveryCodes } = (
    await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at))
  )._unsafeUnwrap();
  world.clock.advance(60_000);
  return { recoveryCodes, secret };
}

describe('P7 no code is sent', () => {
  it('where the operation does not accept email or asks for nothing', async () => {
    const world = mailWorld();
    await enrollWithMail(world);
    const before = world.mails.length;
    const resend = { method: 'email', resend: true } as const;
    for (const operation of ['app.only', 'status.read'] as const) {
      void (await world.twoFactor.authorize({
        subject: 'alice',
        operation: operation as never,
        code: resend,
      }));
    }
    void (await world.twoFactor.email.sendCode('alice', { operation: 'app.only' as never }));
    expect(world.mails).toHaveLength(before);
  });

  it('to an address added after email codes were enabled, or removed since', async () => {
    const world = mailWorld();
    await enrollWithMail(world);
    world.accounts.set('alice', { verifiedEmails: ['thief@example.net', 'alice@example.org'] });
    const before = world.mails.length;
    void (await challenge(world));
    expect(world.mails.slice(before).map(({ to }) => to)).toEqual(['alice@example.org']);
    world.accounts.set('alice', { verifiedEmails: ['thief@example.net'] });
    world.clock.advance(600_000);
    expect((await world.twoFactor.email.sendCode('alice'))._unsafeUnwrapErr().kind).toBe(
      'enrollment-required',
    );
    expect(world.mails).toHaveLength(before + 1);
  });

  it.each([
    ['the Kelvin sign for a k', 'mi\u212Ae@keys.example'],
    ['a long s in the domain', 'mike@key\u017F.example'],
    ['capitals', 'MIKE@keys.example'],
    ['full-width letters', '\uFF4Dike@keys.example'],
  ])('to an address that only looks like an enrolled one: %s', async (_, lookAlike) => {
    const enrolled = 'mike@keys.example';
    const world = testWorld({
      accounts: { mike: { password: 'correct horse', verifiedEmails: [enrolled] } },
    });
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    (await world.twoFactor.email.enable('mike', { proof }))._unsafeUnwrap();
    world.accounts.set('mike', { password: 'correct horse', verifiedEmails: [lookAlike] });
    const ask = await world.twoFactor.authorize({ ...login, subject: 'mike' });
    expect(ask._unsafeUnwrapErr().kind).toBe('enrollment-required');
    expect(world.mails.filter(({ kind }) => kind === 'code')).toEqual([]);
    world.accounts.set('mike', { verifiedEmails: [lookAlike, ' mike@KEYS.Example'] });
    void (await world.twoFactor.authorize({ ...login, subject: 'mike' }));
    expect(world.mails.flatMap(({ kind, to }) => (kind === 'code' ? [to] : []))).toEqual([
      ' mike@KEYS.Example',
    ]);
  });

  it('to a subject without the email factor', async () => {
    const world = testWorld({
      accounts: { alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] } },
    });
    await enrollTotp(world);
    const before = world.mails.length;
    expect((await world.twoFactor.email.sendCode('alice'))._unsafeUnwrapErr().kind).toBe(
      'enrollment-required',
    );
    expect(world.mails).toHaveLength(before);
  });

  it('for a factor that the cap of failures disabled', async () => {
    const capped = definePolicy({
      issuer: 'Acme',
      operations,
      email: { enrollment: 'automatic' },
      attempts: { disableAt: 5 },
    });
    const world = testWorld({
      policy: capped,
      accounts: { alice: { verifiedEmails: ['alice@example.org'] } },
    });
    const wrong = (await challenge(world)) === '000 000' ? '000001' : '000000';
    for (let guesses = 0; guesses < 5; guesses++) await isGranted(world, wrong);
    world.clock.advance(60_000);
    const before = world.mails.length;
    for (const denial of [
      (
        await world.twoFactor.authorize({
          ...login,
          subject: 'alice',
          code: { method: 'email', resend: true },
        })
      )._unsafeUnwrapErr(),
      (await world.twoFactor.email.sendCode('alice'))._unsafeUnwrapErr(),
      (await world.twoFactor.email.sendCode('alice', login))._unsafeUnwrapErr(),
    ]) {
      expect(denial).toMatchObject({ kind: 'factor-disabled', method: 'email', availableMethods: [] });
    }
    expect(world.mails).toHaveLength(before);
  });

  it('to prove an address once the cap of failures is reached', async () => {
    const capped = definePolicy({ issuer: 'Acme', operations, attempts: { disableAt: 5 } });
    const world = testWorld({
      policy: capped,
      accounts: { alice: { verifiedEmails: ['alice@example.org'] } },
    });
    void (await world.twoFactor.totp.enroll('alice'));
    const value = lastCode(world) === '000 000' ? '000001' : '000000';
    for (let guesses = 0; guesses < 5; guesses++)
      void (await world.twoFactor.totp.enroll('alice', { proof: { code: { value } } }));
    world.clock.advance(600_000);
    const before = world.mails.length;
    const operation = 'second-factor.totp.enroll';
    expect((await world.twoFactor.totp.enroll('alice'))._unsafeUnwrapErr().kind).toBe('factor-disabled');
    expect((await world.twoFactor.email.sendCode('alice', { operation }))._unsafeUnwrapErr().kind).toBe(
      'factor-disabled',
    );
    expect(world.mails).toHaveLength(before);
  });
});
