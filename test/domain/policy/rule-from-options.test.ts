/** ruleFromOptions: what `authorize` does under each combination of the three options. @module */

import { type Policy, type RuleInput, createTwoFactor, definePolicy, ruleFromOptions } from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import { describe, expect, it, test } from 'vitest';
import { virtualClock } from '../../support/virtual-clock.ts';
import { accountsIn, codeOf } from '../../support/world.ts';

/** What each subject gets; `trusts` is whether a code makes a new client trusted. */
type Row = readonly [
  options: string,
  trusted: string,
  bypassToken: string,
  trusts: boolean,
  passwordOnly: string,
  nothing: string,
];

// The letters: p = disablePasswordFallback, r = disableRememberMe, s = requireSecondFactor.
const operationRows: readonly Row[] = [
  ['---', 'trusted-client', 'access-token', true, 'asked for password', 'not-enrolled'],
  ['p--', 'trusted-client', 'access-token', true, 'not-enrolled', 'not-enrolled'],
  ['-r-', 'asked for totp', 'access-token', false, 'asked for password', 'not-enrolled'],
  ['pr-', 'asked for totp', 'access-token', false, 'not-enrolled', 'not-enrolled'],
  ['--s', 'asked for totp', 'asked for totp', false, 'asked for password', 'enrollment-required'],
  ['p-s', 'asked for totp', 'asked for totp', false, 'asked for password', 'enrollment-required'],
  ['-rs', 'asked for totp', 'asked for totp', false, 'asked for password', 'enrollment-required'],
  ['prs', 'asked for totp', 'asked for totp', false, 'asked for password', 'enrollment-required'],
];

const loginRows: readonly Row[] = [
  ['---', 'asked for totp', 'asked for totp', false, 'not-enrolled', 'not-enrolled'],
  ['p--', 'asked for totp', 'asked for totp', false, 'not-enrolled', 'not-enrolled'],
  ['-r-', 'asked for totp', 'asked for totp', false, 'not-enrolled', 'not-enrolled'],
  ['pr-', 'asked for totp', 'asked for totp', false, 'not-enrolled', 'not-enrolled'],
  ['--s', 'asked for totp', 'asked for totp', false, 'enrollment-required', 'enrollment-required'],
  ['p-s', 'asked for totp', 'asked for totp', false, 'enrollment-required', 'enrollment-required'],
  ['-rs', 'asked for totp', 'asked for totp', false, 'enrollment-required', 'enrollment-required'],
  ['prs', 'asked for totp', 'asked for totp', false, 'enrollment-required', 'enrollment-required'],
];

describe('ruleFromOptions', () => {
  test.each(operationRows)(
    '%s: trusted %s, token %s, trusts %s, password only %s, nothing %s',
    async (...row) => {
      expect(
        await rowOf(row[0], definePolicy({ issuer: 'Acme', operations: { plain: {}, act: rule(row[0]) } })),
      ).toEqual(row);
    },
  );

  test.each(loginRows)(
    '%s, login: trusted %s, token %s, trusts %s, password only %s, nothing %s',
    async (...row) => {
      const act = { ...rule(row[0]), login: true };
      expect(await rowOf(row[0], definePolicy({ issuer: 'Acme', operations: { plain: {}, act } }))).toEqual(
        row,
      );
    },
  );

  it('suits the operation named login, which forbids the password under all options', () => {
    for (const [options] of loginRows) {
      const policy = definePolicy({ issuer: 'Acme', operations: { login: rule(options) } });
      expect(policy.operations['login']).toMatchObject({
        login: true,
        passwordFallback: 'forbidden',
        trustedClients: 'ignored',
        accessTokens: 'no-bypass',
        whenNotEnrolled: options.includes('s') ? 'refuse' : 'allow',
      });
    }
  });

  it('reads a missing or undefined option as false', () => {
    expect(ruleFromOptions({})).toEqual({});
    expect(ruleFromOptions({ disableRememberMe: undefined, requireSecondFactor: false })).toEqual({});
  });

  test.each([
    [{ requireSecondFactor: 'yes' }, 'options.requireSecondFactor must be true or false'],
    [{ disableRememberMe: 1 }, 'options.disableRememberMe must be true or false'],
    [{ requireSecondfactor: true }, 'options.requireSecondfactor is not a known field'],
    [null, 'options must be an object with fields of its own'],
    [undefined, 'options must be an object with fields of its own'],
  ])('throws a RangeError for %j', (options, message) => {
    expect(() => ruleFromOptions(options as never)).toThrow(new RangeError(message));
  });
});

function rule(options: string): RuleInput {
  return ruleFromOptions({
    disablePasswordFallback: options.includes('p'),
    disableRememberMe: options.includes('r'),
    requireSecondFactor: options.includes('s'),
  });
}

const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };

/** Alice has an authenticator and a password, Bob only a password, Carol nothing. */
async function rowOf(options: string, policy: Policy<'plain' | 'act'>): Promise<Row> {
  const clock = virtualClock();
  const accounts = accountsIn(
    new Map([
      ['alice', { password: 'pw' }],
      ['bob', { password: 'pw' }],
      ['carol', {}],
    ]),
  );
  const twoFactor = createTwoFactor({ policy, ports: embeddedPorts({ accounts, clock }) });
  const proof = { code: { method: 'password' as const, value: 'pw' } };
  const { secret } = (await twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
  (await twoFactor.totp.confirm('alice', codeOf(secret, clock.at)))._unsafeUnwrap();
  const nextCode = () => {
    clock.advance(30_000);
    return { code: { value: codeOf(secret, clock.at) } };
  };
  const made = await twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof: nextCode() });
  const accessToken = (await twoFactor.accessTokens.authenticate(made._unsafeUnwrap().token))._unsafeUnwrap();

  const act = async (subject: string, more: object = {}) =>
    twoFactor.authorize({ subject, operation: 'act', ...more }).match(
      (grant) => grant.by,
      (denial) => (denial.kind === 'second-factor-required' ? `asked for ${denial.method}` : denial.kind),
    );

  const trust = await twoFactor.authorize({ subject: 'alice', operation: 'plain', client, ...nextCode() });
  expect(trust._unsafeUnwrap().trustedUntil).toBe(clock.at + 300_000);
  const trusted = await act('alice', { client });
  const bypassToken = await act('alice', { accessToken });
  const elsewhere = { ...client, session: 's2' };
  const opened = await twoFactor.authorize({
    subject: 'alice',
    operation: 'act',
    client: elsewhere,
    ...nextCode(),
  });
  const trusts = opened._unsafeUnwrap().trustedUntil !== undefined;
  return [options, trusted, bypassToken, trusts, await act('bob'), await act('carol')];
}
