/** P7: a resend that sends nothing leaves the code that is in the mailbox alone. @module */

import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import type { Mail } from '../../src/ports/mailer.ts';
import { settled } from '../support/settled.ts';
import { operations, testWorld, type TestWorld } from '../support/world.ts';

const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
const login = { subject: 'alice', operation: 'login' } as const;

interface MailWorld extends TestWorld {
  /** The code that was mailed first. */
  readonly first: string;
  readonly resend: () => Promise<unknown>;
  readonly opens: (value: string) => Promise<boolean>;
}

type Send = (mail: Mail) => Promise<unknown>;

/** Alice has been mailed a code a minute ago. From then on the mailer does something else. */
async function afterTheFirstCode(next: Send): Promise<MailWorld> {
  const sent: Mail[] = [];
  const send: Send = (mail) => {
    if (mail.kind !== 'code') return Promise.resolve();
    sent.push(mail);
    return sent.length === 1 ? Promise.resolve() : next(mail);
  };
  const accounts = { alice: { verifiedEmails: ['alice@example.org'] } };
  const world = testWorld({ policy, accounts, mailer: { send } });
  void (await world.twoFactor.authorize(login));
  world.clock.advance(60_000);
  const resend = async (): Promise<unknown> => world.twoFactor.email.sendCode('alice');
  const opens = async (value: string): Promise<boolean> =>
    (await world.twoFactor.authorize({ ...login, code: { method: 'email', value } })).isOk();
  return { ...world, first: codeIn(sent[0]), resend, opens };
}

function codeIn(mail: Mail | undefined): string {
  return mail?.kind === 'code' ? mail.data.code : '';
}

const fails: Send = () => Promise.reject(new Error('mailbox unavailable'));

describe('P7 the code in the mailbox', () => {
  it('still opens after a resend that fails', async () => {
    const { first, resend, opens } = await afterTheFirstCode(fails);
    expect(await resend()).toMatchObject({ error: { kind: 'unavailable', port: 'mailer' } });
    expect(await opens(first)).toBe(true);
    expect(await opens(first)).toBe(false);
  });

  it('still opens after a resend that a cap refuses, and is reported as live', async () => {
    const shared = { verifiedEmails: ['family@example.org'] };
    const { twoFactor, clock, mails } = testWorld({ policy, accounts: { alice: shared, bob: shared } });
    const ask = { ...login, subject: 'bob' } as const;
    const codeExpires = clock.at + 600_000;
    expect(await twoFactor.authorize(ask)).toMatchObject({ error: { email: { codeExpires } } });
    // Two more mails reach the cap of the shared mailbox, but not the limits of Bob.
    for (let sent = 0; sent < 2; sent++) {
      clock.advance(60_000);
      expect(await twoFactor.email.sendCode('alice')).toMatchObject({ value: { codeGenerated: true } });
    }
    const refused = await twoFactor.email.sendCode('bob');
    expect(refused).toMatchObject({ value: { codeGenerated: false, codeExpires } });
    expect(mails).toHaveLength(3);
    const code = { method: 'email', value: codeIn(mails[0]) } as const;
    expect((await twoFactor.authorize({ ...ask, code })).isOk()).toBe(true);
  });

  it('opens nothing while another one is under way, and again once that has failed', async () => {
    const failures: (() => void)[] = [];
    const { first, resend, opens } = await afterTheFirstCode(
      () => new Promise((_, reject) => void failures.push(() => reject(new Error('refused')))),
    );
    const resent = resend();
    await settled();
    expect(await opens(first)).toBe(false);
    failures[0]?.();
    await resent;
    expect(await opens(first)).toBe(true);
  });

  it('opens nothing after one that may have been sent', async () => {
    const { first, resend, opens, clock } = await afterTheFirstCode(() => new Promise(() => undefined));
    const resent = resend();
    await settled();
    clock.advance(10_000);
    expect(await resent).toMatchObject({ error: { port: 'mailer' } });
    expect(await opens(first)).toBe(false);
  });

  it('does not come back once it was spent', async () => {
    const { first, resend, opens } = await afterTheFirstCode(fails);
    expect(await opens(first)).toBe(true);
    await resend();
    expect(await opens(first)).toBe(false);
  });

  it('does not come back after the account has changed', async () => {
    const failures: (() => void)[] = [];
    const { first, resend, opens, twoFactor } = await afterTheFirstCode(
      () => new Promise((_, reject) => void failures.push(() => reject(new Error('refused')))),
    );
    const resent = resend();
    await settled();
    (await twoFactor.accountChanged('alice', { what: 'email' }))._unsafeUnwrap();
    failures[0]?.();
    await resent;
    expect(await opens(first)).toBe(false);
  });
});
