/** P7, P8: what is told of an emailed code that could not be sent. @module */

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
