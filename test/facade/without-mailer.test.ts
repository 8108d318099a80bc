/** A deployment without a mailer: nothing that needs a mail changes or issues anything. @module */

import { describe, expect, it } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor } from '../../src/index.ts';
import { settled } from '../support/settled.ts';
import {
  accountsIn,
  codeOf,
  defaultPolicy,
  enrollTotp,
  testWorld,
  type TestWorld,
} from '../support/world.ts';

const alice = { username: 'alice', password: 'correct horse', verifiedEmails: ['alice@example.org'] };

function worldWithoutMailer(): TestWorld {
  return testWorld({ accounts: { alice, bob: { verifiedEmails: ['bob@example.org'] } }, mailer: undefined });
}

const byPassword = { proof: { code: { method: 'password', value: 'correct horse' } } } as const;

describe('without a mailer', () => {
  it('email.enable is unavailable and locks nobody out', async () => {
    const { twoFactor } = worldWithoutMailer();
    expect(await twoFactor.email.enable('alice', byPassword)).toMatchObject({
      error: { kind: 'unavailable', port: 'mailer' },
    });
    expect(await twoFactor.status('alice')).toMatchObject({ value: { email: { enrolled: false } } });
    const login = await twoFactor.authorize({ subject: 'alice', operation: 'login' });
    expect(login).toMatchObject({ value: { by: 'not-enrolled' } });
  });

  it('email.enable charges and spends nothing', async () => {
    const world = worldWithoutMailer();
    const { secret } = await enrollTotp(world);
    const { at } = world.clock;
    const wrong = { method: 'totp', value: codeOf(secret, at, 40) } as const;
    const right = { method: 'totp', value: codeOf(secret, at) } as const;
    for (const code of [wrong, right]) {
      expect(await world.twoFactor.email.enable('alice', { proof: { code } })).toMatchObject({
        error: { kind: 'unavailable', port: 'mailer' },
      });
    }
    const login = { subject: 'alice', operation: 'login' } as const;
    expect(await world.twoFactor.authorize(login)).toMatchObject({ error: { attemptsLeft: 5 } });
    expect((await world.twoFactor.authorize({ ...login, code: right })).isOk()).toBe(true);
  });

  it('no code is issued, so none counts as sent', async () => {
    const { twoFactor, events } = worldWithoutMailer();
    const operation = 'second-factor.totp.enroll';
    for (const asked of [
      await twoFactor.totp.enroll('bob'),
      await twoFactor.email.sendCode('bob', { operation }),
    ])
      expect(asked).toMatchObject({ error: { kind: 'unavailable', port: 'mailer' } });
    expect(events.map(({ kind }) => kind)).toEqual(['access-denied', 'access-denied']);
  });

  it('everything else works, and notices are left out', async () => {
    const world = worldWithoutMailer();
    await enrollTotp(world);
    expect((await world.twoFactor.accountChanged('alice', { what: 'password' })).isOk()).toBe(true);
    await settled();
    expect(world.mails).toEqual([]);
  });
});

describe('createTwoFactor', () => {
  it('takes ports without a mailer, and refuses a mailer that is no object', () => {
    const ports = embeddedPorts({ accounts: accountsIn(new Map()) });
    expect(ports.mailer).toBeUndefined();
    expect(() => createTwoFactor({ policy: defaultPolicy, ports })).not.toThrow();
    expect(() =>
      createTwoFactor({ policy: defaultPolicy, ports: { ...ports, mailer: 'smtp' as never } }),
    ).toThrow(new TypeError('ports.mailer must be an object'));
  });
});
