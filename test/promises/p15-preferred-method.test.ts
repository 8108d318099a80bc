/** P15: a preferred method has no effect and no cost unless it is enrolled and allowed. @module */

import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import type { Method } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const ask = { subject: 'alice', operation: 'account.delete' } as const;

describe('P15 a preferred method', () => {
  it('that is not enrolled sends no mail and changes nothing', async () => {
    const world = testWorld({
      accounts: { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] } },
    });
    await enrollTotp(world);
    const before = world.mails.length;
    for (const method of ['email', 'password', 'recovery-code', 'sms', '__proto__', ''] as Method[]) {
      for (const code of [{ method }, { method, value: '' }, { method, resend: true }]) {
        expect((await world.twoFactor.authorize({ ...ask, code }))._unsafeUnwrapErr()).toMatchObject({
          kind: 'second-factor-required',
          method: 'totp',
        });
      }
    }
    expect(world.mails).toHaveLength(before);
  });

  it('that is enrolled but not allowed has no effect', async () => {
    const policy = definePolicy({
      issuer: 'Acme',
      operations: { ...operations, 'account.delete': { methods: ['totp'] } },
    });
    const world = testWorld({
      policy,
      accounts: { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] } },
    });
    const { secret } = await enrollTotp(world);
    const proof = { code: { value: codeOf(secret, world.clock.at) } };
    expect((await world.twoFactor.email.enable('alice', { proof })).isOk()).toBe(true);
    const before = world.mails.length;
    expect(
      (await world.twoFactor.authorize({ ...ask, code: { method: 'email' } }))._unsafeUnwrapErr(),
    ).toMatchObject({ method: 'totp', availableMethods: ['totp'] });
    expect(world.mails).toHaveLength(before);
    const preferred = (
      await world.twoFactor.authorize({ ...ask, operation: 'settings.save', code: { method: 'email' } })
    )._unsafeUnwrapErr();
    expect(preferred).toMatchObject({
      method: 'email',
      availableMethods: ['totp', 'email'],
      email: { codeGenerated: true },
    });
  });

  it('that is not enrolled makes a code refused, without a charge and without a mail', async () => {
    const world = testWorld({
      accounts: { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] } },
    });
    await enrollTotp(world);
    const before = world.mails.length;
    for (const method of ['email', 'password', 'sms'] as Method[]) {
      const denial = (
        await world.twoFactor.authorize({ ...ask, code: { method, value: '123456' } })
      )._unsafeUnwrapErr();
      expect(denial).toMatchObject({
        kind: 'second-factor-invalid',
        reason: 'method-unavailable',
        method: 'totp',
        attemptsLeft: 5,
      });
    }
    expect(world.mails).toHaveLength(before);
  });
});

describe('P15 a malformed code', () => {
  it.each([
    '',
    ' ',
    '12345',
    '1234567',
    '１２３４５６',
    '١٢٣٤٥٦',
    '12345a',
    '+12345',
    '1e5',
    '12 34 5',
    'x'.repeat(10_000),
  ])('is refused without a charge: %j', async (value) => {
    const world = testWorld();
    await enrollTotp(world);
    for (let attempt = 0; attempt < 7; attempt++) {
      const denial = (await world.twoFactor.authorize({ ...ask, code: { value } }))._unsafeUnwrapErr();
      expect(denial).toMatchObject({
        kind: value === '' ? 'second-factor-required' : 'second-factor-invalid',
        attemptsLeft: 5,
      });
      if (denial.kind === 'second-factor-invalid') expect(denial.reason).toBe('malformed-code');
    }
  });
});
