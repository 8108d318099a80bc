/** P7: the grant that vouches for new addresses works once, and nobody can make one. @module */

import type { Result } from 'neverthrow';
import { createMemoryStorage } from 'second-factor/adapters/memory';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Grant, definePolicy, generateKeys } from '../../src/index.ts';
import type { AccountChange } from '../../src/ports/management.ts';
import { settled } from '../support/settled.ts';
import { type TestWorld, type TestWorldOptions, operations, testWorld } from '../support/world.ts';

const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
const change = 'second-factor.account.change';
const [old, moved, later] = ['alice@example.org', 'alice@new.example', 'alice@later.example'];
const unfit = { error: { kind: 'invalid-request', field: 'grant' } };

function mailWorld(options: TestWorldOptions = {}): TestWorld {
  return testWorld({ policy, accounts: { alice: { verifiedEmails: [old] } }, ...options });
}

function lastCode({ mails }: TestWorld): string {
  const mail = mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}

async function grantByMail(world: TestWorld, operation: string = change): Promise<Grant> {
  const asked = { subject: 'alice', operation: operation as 'login' };
  void (await world.twoFactor.authorize({ ...asked, code: { method: 'email', resend: true } }));
  const code = { method: 'email', value: lastCode(world) } as const;
  return (await world.twoFactor.authorize({ ...asked, code }))._unsafeUnwrap();
}

function changeTo(world: TestWorld, address: string, grant: Grant) {
  world.accounts.set('alice', { verifiedEmails: [address] });
  return world.twoFactor.accountChanged('alice', { what: 'email', grant });
}

/** The addresses that get the next code. */
async function codesTo(world: TestWorld): Promise<readonly string[]> {
  world.clock.advance(60_000);
  const before = world.mails.length;
  const code = { method: 'email', resend: true } as const;
  void (await world.twoFactor.authorize({ subject: 'alice', operation: 'login', code }));
  return world.mails.slice(before).flatMap(({ kind, to }) => (kind === 'code' ? [to] : []));
}

describe('P7 a grant that vouches for new addresses', () => {
  it('works once', async () => {
    const world = mailWorld();
    const grant = await grantByMail(world);
    expect((await changeTo(world, moved, grant)).isOk()).toBe(true);
    expect(await changeTo(world, later, grant)).toMatchObject(unfit);
    expect(await codesTo(world)).toEqual([]);
    world.accounts.set('alice', { verifiedEmails: [moved, later] });
    expect(await codesTo(world)).toEqual([moved]);
  });

  it('works once of two calls at once', async () => {
    const world = mailWorld();
    const grant = await grantByMail(world);
    const both = await Promise.all([changeTo(world, moved, grant), changeTo(world, moved, grant)]);
    expect(both.filter((result) => result.isOk())).toHaveLength(1);
  });

  it('works once although the account has no verified address', async () => {
    const world = mailWorld();
    const grant = await grantByMail(world);
    world.accounts.set('alice', { verifiedEmails: [] });
    const report = () => world.twoFactor.accountChanged('alice', { what: 'email', grant });
    expect((await report()).isOk()).toBe(true);
    expect(await report()).toMatchObject(unfit);
    world.accounts.set('alice', { verifiedEmails: [old] });
    expect(await codesTo(world)).toEqual([old]);
  });

  it.each<[string, (world: TestWorld) => Promise<Result<unknown, unknown>>]>([
    ['a reset', async ({ twoFactor }) => twoFactor.reset('alice', { by: 'admin', reason: 'asked' })],
    ['a changed password', async ({ twoFactor }) => twoFactor.accountChanged('alice', { what: 'password' })],
    ['revoking all trusted clients', async ({ twoFactor }) => twoFactor.trustedClients.revokeAll('alice')],
    ['forgetting the subject', async ({ twoFactor }) => twoFactor.forget('alice')],
  ])('is void after %s', async (_, end) => {
    const world = mailWorld();
    const grant = await grantByMail(world);
    expect((await end(world)).isOk()).toBe(true);
    void (await world.twoFactor.status('alice'));
    expect(await changeTo(world, moved, grant)).toMatchObject(unfit);
    expect(await codesTo(world)).not.toContain(moved);
  });

  it.each<[string, (grant: Grant, login: Grant) => unknown]>([
    ['made by hand', ({ at }) => ({ subject: 'alice', operation: change, by: 'totp', at, trace: [] })],
    ['with another instant', (grant) => ({ ...grant, at: grant.at + 1 })],
    ['by another factor', (grant) => ({ ...grant, by: 'totp' })],
    ['of another operation', (_, login) => ({ ...login, operation: change })],
    ['without its receipt', (grant) => ({ ...grant, receipt: undefined })],
    ['with a receipt that is no text', (grant) => ({ ...grant, receipt: { toString: () => grant.receipt } })],
    ['with an empty receipt', (grant) => ({ ...grant, receipt: '' })],
    ['of another generation', (grant) => ({ ...grant, receipt: grant.receipt?.replace(/^\d+/, '7') })],
    ['with a generation that is no number', (grant) => ({ ...grant, receipt: `x${grant.receipt}` })],
    ['with a shorter receipt', (grant) => ({ ...grant, receipt: grant.receipt?.slice(0, -1) })],
    ['with a longer receipt', (grant) => ({ ...grant, receipt: `${grant.receipt}.` })],
  ])('is refused %s', async (_, forge) => {
    const world = mailWorld();
    const login = await grantByMail(world, 'login');
    world.clock.advance(60_000);
    const grant = await grantByMail(world);
    expect(await changeTo(world, moved, forge(grant, login) as Grant)).toMatchObject(unfit);
    expect(await codesTo(world)).toEqual([]);
  });

  it('survives JSON, another façade on the same storage, and a new first key', async () => {
    const storage = createMemoryStorage();
    const keys = generateKeys();
    const world = mailWorld({ storage, keys });
    const grant = JSON.parse(JSON.stringify(await grantByMail(world))) as Grant;
    const rotated = generateKeys(keys);
    const other = mailWorld({ storage, keys: rotated, clock: world.clock });
    expect((await changeTo(other, moved, grant)).isOk()).toBe(true);
    expect(await codesTo(other)).toEqual([moved]);
  });

  it('has a receipt only where a factor earned it for this operation', async () => {
    const world = mailWorld();
    const { receipt } = await grantByMail(world);
    expect(receipt).toMatch(/^\d+\.[A-Za-z0-9_-]{22}$/);
    world.clock.advance(60_000);
    expect(await grantByMail(world, 'login')).not.toHaveProperty('receipt');
    const bare = testWorld({ accounts: { alice: {} } });
    const client = { session: 's1', signedInAt: bare.clock.at };
    const granted = await bare.twoFactor.authorize({ subject: 'alice', operation: change, client });
    expect(granted._unsafeUnwrap()).not.toHaveProperty('receipt');
  });
});

describe('P7 a report of a change', () => {
  it.each([[undefined], [null], ['emails'], ['Password'], [7], [['email']]])(
    'of %j ends trust and is refused, without a notice of another change',
    async (what) => {
      const world = mailWorld();
      const grant = await grantByMail(world);
      world.events.length = 0;
      const before = world.mails.length;
      const reported = await world.twoFactor.accountChanged('alice', { what, grant } as never);
      expect(reported).toMatchObject({ error: { kind: 'invalid-request', field: 'what' } });
      await settled();
      expect(world.mails).toHaveLength(before);
      expect(world.events.map(({ kind }) => kind)).toEqual(['management-refused']);
      expect(await changeTo(world, moved, grant), 'the generation rose').toMatchObject(unfit);
    },
  );

  it.each([[undefined], [null]])('that is %j is refused too', async (report) => {
    const { twoFactor } = mailWorld();
    const reported = await twoFactor.accountChanged('alice', report as never);
    expect(reported).toMatchObject({ error: { kind: 'invalid-request', field: 'what' } });
  });

  it('of a password takes no grant, by its type', () => {
    expectTypeOf<{ what: 'password'; grant: Grant }>().not.toExtend<AccountChange>();
    expectTypeOf<{ what: 'emails' }>().not.toExtend<AccountChange>();
    expectTypeOf<{ what: 'email'; grant: Grant }>().toExtend<AccountChange>();
  });
});
