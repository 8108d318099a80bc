/** P11: a stolen session takes no account with no factor, password and address. @module */

import { describe, expect, it } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { type Client, type Policy, type PolicyInput, definePolicy, generateKeys } from '../../src/index.ts';
import type { Sealing } from '../../src/ports/sealing.ts';
import { type Operation, accountsIn, codeOf, operations, testWorld } from '../support/world.ts';

type EnrollmentInput = PolicyInput['enrollment'];

function policyWith(enrollment: EnrollmentInput): Policy<Operation> {
  return definePolicy({ issuer: 'Acme', operations, ...(enrollment === undefined ? {} : { enrollment }) });
}

/** An account with nothing to ask for, and the session of somebody who signed in `secondsAgo`. */
function bareAccount(enrollment?: EnrollmentInput) {
  const world = testWorld({ policy: policyWith(enrollment), accounts: { alice: {} } });
  const proofOf = (signedInAt?: unknown) => ({
    proof: { client: { session: 's1', signedInAt } as Client },
  });
  const signedIn = (secondsAgo: number) => proofOf(world.clock.at - secondsAgo * 1000);
  return { ...world, proofOf, signedIn };
}

describe('P11 an account with nothing to ask for', () => {
  it('is enrolled by a fresh session only, and the refusal says what to do', async () => {
    const { twoFactor, signedIn, proofOf } = bareAccount();
    for (const given of [{}, proofOf(), signedIn(300.001), signedIn(-60.001), signedIn(86_400)]) {
      const refused = (await twoFactor.totp.enroll('alice', given))._unsafeUnwrapErr();
      expect(refused).toMatchObject({
        kind: 'enrollment-required',
        reason: 'sign-in-again',
        availableMethods: ['totp', 'email'],
      });
    }
    for (const given of [signedIn(300), signedIn(0), signedIn(-60)])
      expect((await twoFactor.totp.enroll('alice', given)).isOk()).toBe(true);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '0', null, true, {}, new Date(0), 10n])(
    'is not enrolled by a sign-in at %s',
    async (signedInAt) => {
      const { twoFactor, proofOf } = bareAccount();
      const refused = (await twoFactor.totp.enroll('alice', proofOf(signedInAt)))._unsafeUnwrapErr();
      expect(refused).toMatchObject({ kind: 'enrollment-required', reason: 'sign-in-again' });
    },
  );

  it('follows `enrollment.freshSeconds`', async () => {
    const { twoFactor, signedIn } = bareAccount({ freshSeconds: 3600 });
    expect((await twoFactor.totp.enroll('alice', signedIn(3601))).isErr()).toBe(true);
    expect((await twoFactor.totp.enroll('alice', signedIn(3600))).isOk()).toBe(true);
  });

  it('is enrolled by any session where the policy says so', async () => {
    const { twoFactor } = bareAccount({ firstFactor: 'session' });
    expect((await twoFactor.totp.enroll('alice')).isOk()).toBe(true);
  });

  it('confirms nothing that a session began before the account got an address', async () => {
    const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
    const world = testWorld({ policy, accounts: { alice: {} } });
    const proof = { client: { session: 's1', signedInAt: world.clock.at } };
    const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    world.accounts.set('alice', { username: 'alice', verifiedEmails: ['alice@example.org'] });
    const asked = await world.twoFactor.authorize({ subject: 'alice', operation: 'login' });
    expect(asked._unsafeUnwrapErr()).toMatchObject({ kind: 'second-factor-required', method: 'email' });
    const confirmed = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at));
    expect(confirmed.isErr()).toBe(true);
    expect((await world.twoFactor.status('alice'))._unsafeUnwrap().totp.enrolled).toBe(false);
  });

  it('begins nothing by a session whose call is under way when the account gets an address', async () => {
    const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
    const keys = generateKeys();
    const { sealing } = embeddedPorts({ keys, accounts: accountsIn(new Map()) });
    let hold = async (): Promise<unknown> => undefined;
    const slow: Sealing = { ...sealing, seal: async (...input) => (await hold(), sealing.seal(...input)) };
    const world = testWorld({ policy, keys, sealing: slow, accounts: { alice: {} } });
    hold = async () => {
      world.accounts.set('alice', { username: 'alice', verifiedEmails: ['alice@example.org'] });
      return await world.twoFactor.authorize({ subject: 'alice', operation: 'login' });
    };
    const proof = { client: { session: 's1', signedInAt: world.clock.at } };
    expect((await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrapErr()).toMatchObject({
      kind: 'superseded',
    });
  });

  it('is enrolled by no session where the policy refuses', async () => {
    const { twoFactor, signedIn } = bareAccount({ firstFactor: 'refuse' });
    const refused = (await twoFactor.totp.enroll('alice', signedIn(0)))._unsafeUnwrapErr();
    expect(refused).toMatchObject({ kind: 'enrollment-required' });
    // To sign in again would not help.
    expect(refused).not.toHaveProperty('reason');
  });

  it.each([
    ['second-factor.access-tokens.create'],
    ['second-factor.account.change'],
    ['second-factor.recovery-codes.regenerate'],
  ] as const)('is asked to sign in again before %s', async (operation) => {
    const { twoFactor, signedIn } = bareAccount();
    const ask = (client: Client) => twoFactor.authorize({ subject: 'alice', operation, client });
    const stale = await ask(signedIn(301).proof.client);
    expect(stale._unsafeUnwrapErr()).toMatchObject({ reason: 'sign-in-again' });
    expect((await ask(signedIn(1).proof.client))._unsafeUnwrap().by).toBe('not-enrolled');
  });

  it('does the operations of the application as before, however old its session is', async () => {
    const { twoFactor, signedIn } = bareAccount();
    const { client } = signedIn(86_400).proof;
    const granted = await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', client });
    expect(granted._unsafeUnwrap().by).toBe('not-enrolled');
  });
});

describe('P11 the instant of the sign-in', () => {
  it('identifies no client: trust outlives a sign-in again in the same session', async () => {
    const { twoFactor, clock, signedIn } = bareAccount();
    const begun = (await twoFactor.totp.enroll('alice', signedIn(0)))._unsafeUnwrap();
    (await twoFactor.totp.confirm('alice', codeOf(begun.secret, clock.at)))._unsafeUnwrap();
    clock.advance(30_000);
    const ask = { subject: 'alice', operation: 'settings.save' } as const;
    const code = { value: codeOf(begun.secret, clock.at) };
    (await twoFactor.authorize({ ...ask, client: signedIn(5).proof.client, code }))._unsafeUnwrap();
    const later = await twoFactor.authorize({ ...ask, client: signedIn(0).proof.client });
    expect(later._unsafeUnwrap().by).toBe('trusted-client');
  });

  it('replaces no factor and no password', async () => {
    const world = testWorld();
    const proof = { client: { session: 's1', signedInAt: world.clock.at } };
    const refused = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrapErr();
    expect(refused).toMatchObject({ kind: 'second-factor-required', method: 'password' });
  });
});

describe('P14 a token that bypasses', () => {
  it.each([['fresh-session'], ['session']] as const)(
    'is never made on a session alone (%s)',
    async (firstFactor) => {
      const { twoFactor, signedIn } = bareAccount({ firstFactor });
      const made = await twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, ...signedIn(0) });
      const refused = made._unsafeUnwrapErr();
      expect(refused).toMatchObject({ kind: 'enrollment-required', availableMethods: ['totp', 'email'] });
      // To sign in again would not help.
      expect(refused).not.toHaveProperty('reason');
      const plain = await twoFactor.accessTokens.create('alice', { name: 'ci', ...signedIn(0) });
      expect(plain.isOk()).toBe(true);
    },
  );

  it('is never regenerated on a session alone, so that its text is not shown to a thief', async () => {
    const { twoFactor, accounts, signedIn } = bareAccount();
    accounts.set('alice', { password: 'correct horse' });
    const code = { method: 'password', value: 'correct horse' } as const;
    const made = await twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof: { code } });
    accounts.set('alice', {});
    const renewed = await twoFactor.accessTokens.regenerate('alice', 'ci', signedIn(0));
    expect(renewed._unsafeUnwrapErr().kind).toBe('enrollment-required');
    expect((await twoFactor.accessTokens.authenticate(made._unsafeUnwrap().token)).isOk()).toBe(true);
  });
});

describe('P14 the confirmation of an authenticator', () => {
  it('returns how many bypass tokens live on, for the host to show', async () => {
    const { twoFactor, clock } = testWorld();
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const create = async (name: string, bypass: boolean, lifeMs?: number): Promise<void> => {
      const expiresAt = lifeMs === undefined ? undefined : clock.at + lifeMs;
      (await twoFactor.accessTokens.create('alice', { name, bypass, expiresAt, proof }))._unsafeUnwrap();
    };
    await create('one', true);
    await create('two', true, 60_000);
    await create('expired', true, 1);
    await create('plain', false);
    clock.advance(1000);
    const { secret } = (await twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const confirmed = await twoFactor.totp.confirm('alice', codeOf(secret, clock.at));
    expect(confirmed._unsafeUnwrap()).toMatchObject({ bypassTokens: 2 });
  });
});
