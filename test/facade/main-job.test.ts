/** The main job: enroll an authenticator, pass a challenge, be trusted for five minutes. @module */

import { describe, expect, it } from 'vitest';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };

describe('the main job', () => {
  it('grants an operation to an account without factor and password', async () => {
    const world = testWorld({ accounts: { alice: {} } });
    const grant = (
      await world.twoFactor.authorize({ subject: 'alice', operation: 'settings.save', client })
    )._unsafeUnwrap();
    expect(grant.by).toBe('not-enrolled');
  });

  it('asks for a code, then trusts the client, and asks again when trust ends', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const ask = { subject: 'alice', operation: 'settings.save', client } as const;

    const denial = (await world.twoFactor.authorize(ask))._unsafeUnwrapErr();
    expect(denial).toMatchObject({
      kind: 'second-factor-required',
      method: 'totp',
      availableMethods: ['totp'],
      attemptsLeft: 5,
    });

    const code = { value: codeOf(secret, world.clock.at) };
    const opened = (await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrap();
    expect(opened).toMatchObject({ by: 'totp', trustedUntil: world.clock.at + 300_000 });

    world.clock.advance(299_999);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('trusted-client');
    world.clock.advance(1);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr().kind).toBe('second-factor-required');
  });

  it('asks for the password before the first enrollment', async () => {
    const world = testWorld();
    const denial = (await world.twoFactor.totp.enroll('alice'))._unsafeUnwrapErr();
    expect(denial).toMatchObject({
      kind: 'second-factor-required',
      method: 'password',
      availableMethods: [],
    });
  });

  it('mails a code that opens', async () => {
    const world = testWorld({ accounts: { alice: { verifiedEmails: ['alice@example.org'] } } });
    const asked = (await world.twoFactor.email.enable('alice'))._unsafeUnwrapErr();
    expect(asked).toMatchObject({
      method: 'email',
      email: { codeGenerated: true, emailOrUsername: 'a***@example.org' },
    });
    const first = world.mails[0]?.kind === 'code' ? world.mails[0].data.code : '';
    const enabled = (
      await world.twoFactor.email.enable('alice', { proof: { code: { value: first } } })
    )._unsafeUnwrap();
    expect(enabled.recoveryCodes).toHaveLength(10);
    world.clock.advance(60_000);
    const ask = { subject: 'alice', operation: 'login' } as const;
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({
      method: 'email',
      email: { codeGenerated: true },
    });
    const mail = world.mails.findLast((sent) => sent.kind === 'code');
    const grant = await world.twoFactor.authorize({
      ...ask,
      code: { method: 'email', value: mail?.data.code ?? '' },
    });
    expect(grant._unsafeUnwrap().by).toBe('email');
  });

  it('lets a token bypass until it is revoked', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    const proof = { code: { value: recoveryCodes[0] ?? '' } };
    const { token, id } = (
      await world.twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof })
    )._unsafeUnwrap();
    const accessToken = (await world.twoFactor.accessTokens.authenticate(token))._unsafeUnwrap();
    expect(accessToken.subject).toBe('alice');
    const ask = { subject: 'alice', operation: 'settings.save', accessToken } as const;
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('access-token');
    expect((await world.twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap()).toBe(9);
    void (await world.twoFactor.accessTokens.revoke('alice', id));
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrapErr().kind).toBe('access-token-refused');
  });
});
