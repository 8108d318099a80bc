/** P16: no argument of a JavaScript caller makes a call throw, reject or grant access. @module */

import { Err, Ok, type ResultAsync } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import { settled } from '../support/settled.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

/** Arguments from parsed JSON, from a careless caller and from a hostile one. */
const oddValues: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  Number.NaN,
  10n,
  '',
  '__proto__',
  'toString',
  '\ud800',
  '\u0000',
  'x'.repeat(100_000),
  Symbol('odd'),
  () => 'odd',
  [],
  [null],
  {},
  Object.create(null),
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__":{"isAdmin":true},"value":{"toString":1},"method":{"toString":1}}'),
];

type Call = (
  twoFactor: ReturnType<typeof testWorld>['twoFactor'],
  odd: never,
) => ResultAsync<unknown, unknown>;

const calls: Readonly<Record<string, Call>> = {
  'authorize: signedInAt': (twoFactor, odd) =>
    twoFactor.authorize({
      subject: 'bob',
      operation: 'second-factor.account.change',
      client: { signedInAt: odd },
    }),
  'authorize(odd)': (twoFactor, odd) => twoFactor.authorize(odd),
  'authorize: subject': (twoFactor, odd) =>
    twoFactor.authorize({ subject: odd, operation: 'account.delete' }),
  'authorize: operation': (twoFactor, odd) => twoFactor.authorize({ subject: 'alice', operation: odd }),
  'authorize: client': (twoFactor, odd) =>
    twoFactor.authorize({ subject: 'alice', operation: 'account.delete', client: odd }),
  'authorize: ip': (twoFactor, odd) =>
    twoFactor.authorize({ subject: 'alice', operation: 'account.delete', client: { ip: odd, session: odd } }),
  'authorize: accessToken': (twoFactor, odd) =>
    twoFactor.authorize({ subject: 'alice', operation: 'account.delete', accessToken: odd }),
  'authorize: code': (twoFactor, odd) =>
    twoFactor.authorize({ subject: 'alice', operation: 'account.delete', code: odd }),
  'authorize: code.value': (twoFactor, odd) =>
    twoFactor.authorize({ subject: 'alice', operation: 'account.delete', code: { value: odd } }),
  'authorize: code.method': (twoFactor, odd) =>
    twoFactor.authorize({
      subject: 'alice',
      operation: 'account.delete',
      code: { method: odd, value: '123456' },
    }),
  guard: (twoFactor, odd) => twoFactor.guard(odd, () => 'done'),
  'totp.enroll': (twoFactor, odd) => twoFactor.totp.enroll(odd, odd),
  'totp.enroll: options': (twoFactor, odd) => twoFactor.totp.enroll('alice', odd),
  'totp.enroll: proof': (twoFactor, odd) => twoFactor.totp.enroll('alice', { proof: odd }),
  'totp.enroll: account': (twoFactor, odd) => twoFactor.totp.enroll('bob', { account: odd }),
  'totp.confirm': (twoFactor, odd) => twoFactor.totp.confirm('alice', odd),
  'totp.remove': (twoFactor, odd) => twoFactor.totp.remove('alice', odd),
  'email.enable': (twoFactor, odd) => twoFactor.email.enable('alice', odd),
  'email.disable': (twoFactor, odd) => twoFactor.email.disable('alice', odd),
  'email.sendCode': (twoFactor, odd) => twoFactor.email.sendCode('alice', odd),
  'email.sendCode: operation': (twoFactor, odd) => twoFactor.email.sendCode('alice', { operation: odd }),
  'recoveryCodes.regenerate': (twoFactor, odd) => twoFactor.recoveryCodes.regenerate('alice', odd),
  'recoveryCodes.remaining': (twoFactor, odd) => twoFactor.recoveryCodes.remaining(odd),
  'trustedClients.list': (twoFactor, odd) => twoFactor.trustedClients.list(odd),
  'trustedClients.revoke': (twoFactor, odd) => twoFactor.trustedClients.revoke('alice', odd),
  'trustedClients.revokeAll': (twoFactor, odd) => twoFactor.trustedClients.revokeAll(odd),
  'accessTokens.create': (twoFactor, odd) => twoFactor.accessTokens.create('bob', odd),
  'accessTokens.create: fields': (twoFactor, odd) =>
    twoFactor.accessTokens.create('bob', {
      name: odd,
      bypass: odd,
      scopes: odd,
      expiresAt: odd,
      proof: odd,
    }),
  'accessTokens.create: scopes': (twoFactor, odd) =>
    twoFactor.accessTokens.create('bob', { name: 'n', scopes: [odd], proof: {} }),
  'accessTokens.regenerate': (twoFactor, odd) => twoFactor.accessTokens.regenerate('bob', odd, odd),
  'accessTokens.revoke': (twoFactor, odd) => twoFactor.accessTokens.revoke('alice', odd),
  'accessTokens.revokeAll': (twoFactor, odd) => twoFactor.accessTokens.revokeAll(odd),
  'accessTokens.list': (twoFactor, odd) => twoFactor.accessTokens.list(odd),
  'accessTokens.authenticate': (twoFactor, odd) => twoFactor.accessTokens.authenticate(odd),
  accountChanged: (twoFactor, odd) => twoFactor.accountChanged('alice', odd),
  'accountChanged: previousEmails': (twoFactor, odd) =>
    twoFactor.accountChanged('alice', { what: 'email', previousEmails: odd }),
  status: (twoFactor, odd) => twoFactor.status(odd),
  forget: (twoFactor, odd) => twoFactor.forget(odd),
  unlock: (twoFactor, odd) => twoFactor.unlock('alice', odd),
  reset: (twoFactor, odd) => twoFactor.reset('alice', odd),
  'reset: fields': (twoFactor, odd) => twoFactor.reset('alice', { by: odd, reason: odd, tokens: odd }),
};

/** The result of a call, or what it threw. */
async function resultOf(call: () => ResultAsync<unknown, unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (reason) {
    return reason;
  }
}

describe('P16 an odd argument', () => {
  it.each(Object.entries(calls))('of %s gets a Result', async (_, call) => {
    const world = testWorld({
      // So that calls for bob reach beyond his permission.
      policy: definePolicy({ issuer: 'Acme', operations, enrollment: { firstFactor: 'session' } }),
      accounts: {
        alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] },
        bob: { verifiedEmails: [] },
      },
    });
    await enrollTotp(world);
    const thrown: unknown[] = [];
    for (const [index, odd] of oddValues.entries()) {
      const result = await resultOf(() => call(world.twoFactor, odd as never));
      if (!isResult(result)) thrown.push([index, result]);
    }
    expect(thrown).toEqual([]);
    const code = { value: codeOf((await enrollAfterReset(world)).secret, world.clock.at) };
    const grant = await world.twoFactor.authorize({ subject: 'alice', operation: 'account.delete', code });
    expect(grant.isOk()).toBe(true);
  });
});

describe('P16 a previous address that is not a string', () => {
  it.each([
    [
      [null, 'old@example.org', 7],
      ['a@example.org', 'old@example.org'],
    ],
    ['old@example.org', ['a@example.org', 'old@example.org']],
    [{ length: 1 }, ['a@example.org']],
  ])('in %j is ignored, and the other addresses get their notice', async (previousEmails, notified) => {
    const world = testWorld({ accounts: { alice: { verifiedEmails: ['a@example.org'] } } });
    const change = { what: 'email', previousEmails: previousEmails as readonly string[] } as const;
    expect((await world.twoFactor.accountChanged('alice', change)).isOk()).toBe(true);
    await settled();
    expect(world.mails.map(({ to }) => to)).toEqual(notified);
  });
});

/** Resets the account and enrolls again. */
async function enrollAfterReset(world: ReturnType<typeof testWorld>): Promise<{ readonly secret: string }> {
  expect((await world.twoFactor.reset('alice', { by: 'root', reason: 'start over' })).isOk()).toBe(true);
  return enrollTotp(world);
}

function isResult(value: unknown): boolean {
  return value instanceof Ok || value instanceof Err;
}
