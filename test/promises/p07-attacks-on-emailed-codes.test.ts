/** P3, P7, P8: emailed codes at the edge of their limits. @module */

import { expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import { operations, testWorld } from '../support/world.ts';

it('P7 a code that a refused resend took away is not told as live', async () => {
  const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
  const shared = { verifiedEmails: ['family@example.org'] };
  const { twoFactor, clock, mails } = testWorld({ policy, accounts: { alice: shared, bob: shared } });
  const ask = { subject: 'bob', operation: 'login' } as const;
  expect((await twoFactor.authorize(ask))._unsafeUnwrapErr()).toMatchObject({
    email: { codeGenerated: true },
  });
  const value = mails[0]?.kind === 'code' ? mails[0].data.code : '';
  // Two more mails to the one mailbox reach its cap; the next for bob is refused by it, and not by bob's own limits.
  for (let mail = 0; mail < 2; mail++) {
    clock.advance(60_000);
    expect((await twoFactor.email.sendCode('alice'))._unsafeUnwrap().codeGenerated).toBe(true);
  }
  const refused = (await twoFactor.email.sendCode('bob'))._unsafeUnwrap();
  expect(mails).toHaveLength(3);
  const entered = await twoFactor.authorize({ ...ask, code: { method: 'email', value } });
  expect({ refused, entered: entered.isOk() }).toEqual({ refused: { codeGenerated: false }, entered: false });
});

it('P3 the attempt that reaches the cap is compared, also where the code proves an address before the first factor', async () => {
  const attempts = { free: 5, disableAt: 5 };
  const policy = definePolicy({ issuer: 'Acme', operations, attempts });
  const { twoFactor, mails } = testWorld({
    policy,
    accounts: { alice: { verifiedEmails: ['a@example.org'] } },
  });
  const enroll = (value: string) => twoFactor.totp.enroll('alice', { proof: { code: { value } } });
  expect((await enroll('')).isErr()).toBe(true);
  const right = mails[0]?.kind === 'code' ? mails[0].data.code : '';
  const wrong = right.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
  for (let attempt = 0; attempt < 4; attempt++) {
    expect((await enroll(wrong))._unsafeUnwrapErr()).toMatchObject({ reason: 'wrong-code' });
  }
  expect((await enroll(right)).isOk()).toBe(true);
});
