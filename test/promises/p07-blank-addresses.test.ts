/** P7: a blank entry among the verified addresses is no address. @module */

import { describe, expect, it } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor, definePolicy } from '../../src/index.ts';
import type { Account } from '../../src/ports/accounts.ts';
import type { Mail } from '../../src/ports/mailer.ts';
import { settled } from '../support/settled.ts';
import { type TestWorld, operations, testWorld } from '../support/world.ts';

const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
const save = { subject: 'alice', operation: 'settings.save' } as const;

function worldWith(verifiedEmails: readonly string[]): TestWorld {
  return testWorld({ policy, accounts: { alice: { verifiedEmails } } });
}

describe('P7 a blank verified address', () => {
  it.each([[['']], [[' ']], [['\t\n', '']]])('makes no factor: %j', async (verifiedEmails) => {
    const world = worldWith(verifiedEmails);
    expect((await world.twoFactor.authorize(save))._unsafeUnwrap().by).toBe('not-enrolled');
    expect((await world.twoFactor.status('alice'))._unsafeUnwrap().email.enrolled).toBe(false);
    expect((await world.twoFactor.email.sendCode('alice')).isErr()).toBe(true);
    expect(world.mails).toEqual([]);
  });

  it('gets no code where another address does', async () => {
    const world = worldWith(['', 'alice@example.org', '  ']);
    const asked = await world.twoFactor.authorize(save);
    expect(asked._unsafeUnwrapErr()).toMatchObject({ method: 'email', email: { codeGenerated: true } });
    expect(world.mails.map(({ to }) => to)).toEqual(['alice@example.org']);
  });

  it('is left out of an account whose fields are getters, and nothing else is', async () => {
    class Row implements Account {
      get id() {
        return 'alice';
      }
      get username() {
        return 'Alice';
      }
      get verifiedEmails() {
        return Object.freeze(['', 'alice@example.org']);
      }
      get hasPassword() {
        return true;
      }
    }
    const accounts = { find: async () => new Row(), verifyPassword: async () => false };
    const mails: Mail[] = [];
    const mailer = { send: async (mail: Mail) => mails.push(mail) };
    const twoFactor = createTwoFactor({ policy, ports: embeddedPorts({ accounts, mailer }) });
    const asked = await twoFactor.authorize(save);
    expect(asked._unsafeUnwrapErr()).toMatchObject({ subject: 'alice', method: 'email' });
    expect(mails.map(({ to, data }) => [to, data.username])).toEqual([['alice@example.org', 'Alice']]);
  });

  it('gets no notice of a change', async () => {
    const world = worldWith(['alice@example.org']);
    const change = { what: 'password', previousEmails: ['', ' ', 'old@example.org'] } as const;
    expect((await world.twoFactor.accountChanged('alice', change)).isOk()).toBe(true);
    await settled();
    expect(world.mails.map(({ to }) => to).toSorted()).toEqual(['alice@example.org', 'old@example.org']);
  });
});
