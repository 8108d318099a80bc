/** Everything of an account hangs on its id, however the host spells the subject. @module */

import { describe, expect, test } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { type SecurityEvent, createTwoFactor } from '../../src/index.ts';
import type { Accounts } from '../../src/ports/accounts.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { codeOf, defaultPolicy, testWorld } from '../support/world.ts';

const password = 'correct horse';

/** A user store whose keys fold case, as many databases do. */
function foldingWorld() {
  const asked: unknown[][] = [];
  const events: SecurityEvent[] = [];
  const clock = virtualClock();
  const accounts: Accounts = {
    find: (subject) =>
      Promise.resolve(
        subject.toLowerCase() === 'alice'
          ? { id: 'alice', verifiedEmails: [], hasPassword: true }
          : undefined,
      ),
    verifyPassword(...given) {
      asked.push(given);
      return Promise.resolve(given[1] === password);
    },
  };
  const ports = embeddedPorts({ accounts, clock, events: { record: (event) => events.push(event) } });
  const twoFactor = createTwoFactor({ policy: defaultPolicy, ports });
  return { twoFactor, clock, events, asked };
}

async function enrolledWorld() {
  const world = foldingWorld();
  const { twoFactor, clock } = world;
  const proof = { code: { method: 'password' as const, value: password } };
  const { secret } = (await twoFactor.totp.enroll('ALICE', { proof }))._unsafeUnwrap();
  void (await twoFactor.totp.confirm('Alice', codeOf(secret, clock.at)));
  clock.advance(60_000);
  return { ...world, secret };
}

describe('a user store that folds case', () => {
  test('authorize: no spelling is a second identity without a factor', async () => {
    const { twoFactor } = await enrolledWorld();
    for (const subject of ['alice', 'ALICE', 'aLiCe']) {
      const denied = (await twoFactor.authorize({ subject, operation: 'login' }))._unsafeUnwrapErr();
      expect(denied).toMatchObject({ kind: 'second-factor-required', method: 'totp', subject: 'alice' });
    }
  });

  test('authorize: all spellings share one budget, and one code is spent once', async () => {
    const { twoFactor, clock, secret } = await enrolledWorld();
    for (const subject of ['alice', 'ALICE', 'Alice', 'aLICE', 'alicE'])
      void (await twoFactor.authorize({ subject, operation: 'login', code: { value: '000000' } }));
    const value = codeOf(secret, clock.at);
    const locked = await twoFactor.authorize({ subject: 'AliCe', operation: 'login', code: { value } });
    expect(locked._unsafeUnwrapErr().kind).toBe('too-many-attempts');
    clock.advance(60_000);
    const code = { value: codeOf(secret, clock.at) };
    const granted = await twoFactor.authorize({ subject: 'ALICE', operation: 'login', code });
    expect(granted._unsafeUnwrap()).toMatchObject({ by: 'totp', subject: 'alice' });
    const again = await twoFactor.authorize({ subject: 'alice', operation: 'login', code });
    expect(again.isErr()).toBe(true);
  });

  test('authorize: trust, tokens, events and the password are those of the id', async () => {
    const { twoFactor, clock, secret, events, asked } = await enrolledWorld();
    expect(new Set(asked.map(([subject]) => subject))).toEqual(new Set(['alice']));
    const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
    const code = { value: codeOf(secret, clock.at) };
    void (await twoFactor.authorize({ subject: 'ALICE', operation: 'settings.save', client, code }));
    const trusted = await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', client });
    expect(trusted._unsafeUnwrap().by).toBe('trusted-client');
    clock.advance(60_000);
    const proof = { client, code: { value: codeOf(secret, clock.at) } };
    const created = (await twoFactor.accessTokens.create('ALICE', { name: 'ci', proof }))._unsafeUnwrap();
    const token = (await twoFactor.accessTokens.authenticate(created.token))._unsafeUnwrap();
    expect(token.subject).toBe('alice');
    clock.advance(60_000);
    const unnamed = { name: '', proof: { client, code: { value: codeOf(secret, clock.at) } } };
    expect((await twoFactor.accessTokens.create('ALICE', unnamed)).isErr()).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: 'management-refused', subject: 'alice' });
    expect(new Set(events.map(({ subject }) => subject))).toEqual(new Set(['alice']));
  });
});

test.each([undefined, '', 7, null])(
  'an account whose id is %j is refused as a fault of the port',
  async (id) => {
    const world = testWorld();
    world.accounts.set('alice', { id: id as string });
    const calls = [
      world.twoFactor.authorize({ subject: 'alice', operation: 'status.read' }),
      world.twoFactor.status('alice'),
      world.twoFactor.reset('alice', { by: 'admin', reason: 'lost' }),
    ];
    for (const call of calls)
      expect((await call)._unsafeUnwrapErr()).toMatchObject({ kind: 'unavailable', port: 'accounts' });
  },
);
