/** P12: only a factor earns trust, and only where the operation honors it. @module */

import { describe, expect, it } from 'vitest';
import { type TwoFactor, definePolicy } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld, type TestWorld } from '../support/world.ts';

const client = { ip: '203.0.113.9', session: 's1' };
const saves = { subject: 'alice', operation: 'settings.save', client } as const;
const deletes = { subject: 'alice', operation: 'account.delete', client } as const;

/** Whether the client may save settings without presenting anything. */
async function isTrusted(world: TestWorld): Promise<boolean> {
  return (await world.twoFactor.authorize(saves)).isOk();
}

describe('P12 an operation that ignores trusted clients', () => {
  it('neither uses nor grants trust', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const code = () => ({ value: codeOf(secret, world.clock.at) });
    const deleted = (await world.twoFactor.authorize({ ...deletes, code: code() }))._unsafeUnwrap();
    expect(deleted.trustedUntil).toBeUndefined();
    expect(await isTrusted(world)).toBe(false);
    world.clock.advance(30_000);
    expect((await world.twoFactor.authorize({ ...saves, code: code() })).isOk()).toBe(true);
    expect((await world.twoFactor.authorize(saves))._unsafeUnwrap().by).toBe('trusted-client');
    expect((await world.twoFactor.authorize(deletes)).isErr()).toBe(true);
  });

  it('is also every management call: its proof earns no trust', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const proof = { client, code: { value: codeOf(secret, world.clock.at) } };
    expect((await world.twoFactor.accessTokens.create('alice', { name: 'ci', proof })).isOk()).toBe(true);
    expect(await isTrusted(world)).toBe(false);
  });
});

describe('P12 trust is not earned', () => {
  it('by a password', async () => {
    const world = testWorld();
    const code = { method: 'password', value: 'correct horse' } as const;
    const grant = (await world.twoFactor.authorize({ ...saves, code }))._unsafeUnwrap();
    expect(grant.by).toBe('password');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await isTrusted(world)).toBe(false);
  });

  it('by a recovery code', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    const code = { value: recoveryCodes[0] ?? '' };
    const grant = (await world.twoFactor.authorize({ ...saves, code }))._unsafeUnwrap();
    expect(grant.by).toBe('recovery-code');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await isTrusted(world)).toBe(false);
  });

  it('by an access token', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    const proof = { code: { value: recoveryCodes[0] ?? '' } };
    const { accessTokens } = world.twoFactor;
    const { token } = (
      await accessTokens.create('alice', { name: 'ci', bypass: true, proof })
    )._unsafeUnwrap();
    const accessToken = (await accessTokens.authenticate(token))._unsafeUnwrap();
    const grant = (await world.twoFactor.authorize({ ...saves, accessToken }))._unsafeUnwrap();
    expect(grant.by).toBe('access-token');
    expect(grant.trustedUntil).toBeUndefined();
    expect(await isTrusted(world)).toBe(false);
    expect((await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
  });
});

describe('P12 the duration of trust', () => {
  it('is the shorter one of policy and operation, judged now; 0 switches trust off', async () => {
    const policyOf = (seconds: number) =>
      definePolicy({
        issuer: 'Acme',
        operations: {
          ...operations,
          login: { login: true, maxAgeSeconds: 30 },
          'status.read': { maxAgeSeconds: 30 },
        },
        trust: { seconds },
      });
    let seconds = 300;
    const world = testWorld({ policy: () => policyOf(seconds) });
    const { secret } = await enrollTotp(world);
    const present = () =>
      world.twoFactor.authorize({ ...saves, code: { value: codeOf(secret, world.clock.at) } });
    expect((await present()).isOk()).toBe(true);
    world.clock.advance(29_999);
    const reads = { ...saves, operation: 'status.read' } as const;
    expect((await world.twoFactor.authorize(reads)).isOk()).toBe(true);
    world.clock.advance(1);
    expect((await world.twoFactor.authorize(reads)).isErr()).toBe(true);
    expect(await isTrusted(world)).toBe(true);
    seconds = 30;
    expect(await isTrusted(world)).toBe(false);
    seconds = 0;
    expect((await present())._unsafeUnwrap().trustedUntil).toBeUndefined();
    seconds = 300;
    const other = { ...saves, client: { session: 'other' } };
    expect((await world.twoFactor.authorize(other)).isErr()).toBe(true);
  });
});

describe('P12 trust counts only for the factor that earned it', () => {
  const policy = definePolicy({
    issuer: 'Acme',
    operations: { save: {}, pay: { methods: ['totp'] }, mail: { methods: ['email'] } },
    email: { enrollment: 'automatic' },
  });
  const alice = { subject: 'alice', client } as const;

  it('so that an emailed code opens nothing where only the app is accepted', async () => {
    const world = testWorld({ policy: policy as never, accounts: { alice: mailOnly } });
    const { authorize } = world.twoFactor as unknown as TwoFactor<'save' | 'pay' | 'mail'>;
    void (await authorize({ ...alice, operation: 'save' }));
    const value = latestCode(world);
    const saved = (await authorize({ ...alice, operation: 'save', code: { value } }))._unsafeUnwrap();
    expect(saved.by).toBe('email');
    const paid = await authorize({ ...alice, operation: 'pay' });
    expect(paid._unsafeUnwrapErr().kind).toBe('enrollment-required');
    for (const operation of ['save', 'mail'] as const)
      expect((await authorize({ ...alice, operation }))._unsafeUnwrap().by).toBe('trusted-client');
  });
});

const mailOnly = { verifiedEmails: ['alice@example.org'] };

/** The code in the latest mail. */
function latestCode({ mails }: TestWorld): string {
  const mail = mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}
