/** P14: revocation, expiry and scope of a token count at once; it changes no factors. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import {
  type AccessTokenRequest,
  type AuthenticatedToken,
  definePolicy,
  generateKeys,
} from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import {
  enrollTotp,
  operations,
  testWorld,
  type Operation,
  type TestWorld,
  type TestWorldOptions,
} from '../support/world.ts';

const ask = { subject: 'alice', operation: 'settings.save' } as const;

interface AliceWithToken {
  readonly world: TestWorld;
  readonly text: string;
  readonly id: string;
  readonly accessToken: AuthenticatedToken;
  /** An unused recovery code. */
  readonly proof: () => { readonly code: { readonly value: string } };
  readonly reads: () => number;
}

/** Alice with an authenticator and one token. */
async function aliceWithToken(
  request: Partial<Omit<AccessTokenRequest<Operation>, 'proof'>> = {},
  options: TestWorldOptions = {},
): Promise<AliceWithToken> {
  let reads = 0;
  const memory = createMemoryStorage();
  const counting = Object.fromEntries(
    Object.entries(memory).map(([verb, call]) => [
      verb,
      (...args: unknown[]): unknown => {
        reads++;
        return Reflect.apply(call, memory, args);
      },
    ]),
  ) as unknown as Storage;
  const accounts = { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] }, bob: {} };
  const world = testWorld({ storage: counting, keys: generateKeys(), accounts, ...options });
  const { recoveryCodes } = await enrollTotp(world);
  let used = 0;
  const proof = () => ({ code: { value: recoveryCodes[used++]! } });
  const { token: text, id } = (
    await world.twoFactor.accessTokens.create('alice', {
      name: 'ci',
      bypass: true,
      ...request,
      proof: proof(),
    })
  )._unsafeUnwrap();
  const accessToken = (await world.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap();
  return { world, text, id, accessToken, proof, reads: () => reads };
}

async function outcome(
  { world, accessToken }: Pick<AliceWithToken, 'world' | 'accessToken'>,
  operation: Operation = 'settings.save',
  subject = 'alice',
): Promise<string> {
  const result = await world.twoFactor.authorize({ subject, operation, accessToken });
  if (result.isOk()) return result.value.by;
  return result.error.kind === 'access-token-refused' ? result.error.reason : result.error.kind;
}

describe('P14 the text of a token', () => {
  it('matches the pattern of secret scanners, and a list shows its last four characters', async () => {
    const { world, text } = await aliceWithToken();
    expect(text).toMatch(/^sfp_[A-Za-z0-9_-]{38}_[A-Za-z0-9_-]{38}$/);
    const [view] = (await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
    expect(view).toMatchObject({ name: 'ci', bypass: true, lastFour: text.slice(-4) });
    expect(JSON.stringify(view)).not.toContain(text.slice(-20));
  });

  it('costs no storage read where it is malformed', async () => {
    const { world, text, reads } = await aliceWithToken();
    const before = reads();
    const changed = [...text].map(
      (character, index) => text.slice(0, index) + (character === 'A' ? 'B' : 'A') + text.slice(index + 1),
    );
    const malformed = [
      '',
      'sfp_',
      text.slice(1),
      text.slice(0, -1),
      `${text}A`,
      ` ${text}`,
      text.replace('sfp', 'ghp'),
      'x'.repeat(100_000),
      ...changed,
    ];
    for (const typed of [...malformed, undefined, null, 42, {}] as string[]) {
      expect((await world.twoFactor.accessTokens.authenticate(typed))._unsafeUnwrapErr()).toMatchObject({
        reason: 'unknown',
      });
    }
    expect(reads()).toBe(before);
  });

  it('costs one read to authenticate and one to decide', async () => {
    const { world, text, accessToken, reads } = await aliceWithToken();
    let before = reads();
    (await world.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap();
    expect(reads() - before).toBe(1);
    before = reads();
    (await world.twoFactor.authorize({ ...ask, accessToken }))._unsafeUnwrap();
    expect(reads() - before).toBe(1);
  });

  it('of another deployment opens nothing', async () => {
    const [here, there] = [await aliceWithToken(), await aliceWithToken()];
    expect((await here.world.twoFactor.accessTokens.authenticate(there.text)).isErr()).toBe(true);
    expect(await outcome({ world: here.world, accessToken: there.accessToken })).toBe('unknown');
  });
});

describe('P14 an authenticated token', () => {
  it('bypasses the second factor only where the rule permits it', async () => {
    const one = await aliceWithToken();
    expect(await outcome(one)).toBe('access-token');
    expect(await outcome(one, 'login')).toBe('second-factor-required');
    expect(await outcome(one, 'account.delete')).toBe('second-factor-required');
    expect(await outcome(one, 'status.read')).toBe('not-required');
  });

  it('without the bypass flag counts as a session', async () => {
    expect(await outcome(await aliceWithToken({ bypass: false }))).toBe('second-factor-required');
  });

  it.each<[string, (one: AliceWithToken) => Promise<unknown>]>([
    ['it is revoked', async ({ world, id }) => world.twoFactor.accessTokens.revoke('alice', id)],
    ['all are revoked', async ({ world }) => world.twoFactor.accessTokens.revokeAll('alice')],
    [
      'it is regenerated',
      async ({ world, id, proof }) =>
        world.twoFactor.accessTokens.regenerate('alice', id, { proof: proof() }),
    ],
    [
      'the subject is reset',
      async ({ world }) => world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone' }),
    ],
  ])('is refused from the next decision once %s, on exempt operations too', async (_, happens) => {
    const one = await aliceWithToken();
    expect(await outcome(one)).toBe('access-token');
    await happens(one);
    for (const operation of ['settings.save', 'status.read'] as const)
      expect(await outcome(one, operation)).toBe('unknown');
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isErr()).toBe(true);
  });

  it('is accepted until its last millisecond', async () => {
    const expiresAt = Date.UTC(2026, 0, 2);
    const one = await aliceWithToken({ expiresAt });
    one.world.clock.at = expiresAt - 1;
    expect(await outcome(one)).toBe('access-token');
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isOk()).toBe(true);
    one.world.clock.at = expiresAt;
    expect(await outcome(one)).toBe('expired');
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text))._unsafeUnwrapErr()).toMatchObject({
      reason: 'expired',
    });
  });

  it('that has expired cannot be regenerated', async () => {
    const expiresAt = Date.UTC(2026, 0, 2);
    const one = await aliceWithToken({ expiresAt });
    one.world.clock.at = expiresAt;
    const { accessTokens } = one.world.twoFactor;
    expect(
      (await accessTokens.regenerate('alice', one.id, { proof: one.proof() }))._unsafeUnwrapErr(),
    ).toEqual({ kind: 'invalid-request', field: 'expiresAt', problem: 'has passed: create a new token' });
  });

  it('stays valid when the policy changes the prefix of new tokens', async () => {
    const policyWith = (prefix: string) =>
      definePolicy({ issuer: 'Acme', operations, accessTokens: { prefix } });
    let policy = policyWith('old');
    const one = await aliceWithToken({}, { policy: () => policy });
    policy = policyWith('new');
    expect(one.text).toMatch(/^old_/);
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isOk()).toBe(true);
    const renewed = await one.world.twoFactor.accessTokens.regenerate('alice', 'ci', { proof: one.proof() });
    expect(renewed._unsafeUnwrap().token).toMatch(/^new_/);
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isErr()).toBe(true);
  });

  it('opens nothing for another subject', async () => {
    expect(await outcome(await aliceWithToken(), 'settings.save', 'bob')).toBe('unknown');
  });

  it('that was invented, copied or parsed from JSON is unknown', async () => {
    const one = await aliceWithToken();
    const invented = [
      JSON.parse(JSON.stringify(one.accessToken)),
      { ...one.accessToken, digest: 'guess' },
      { id: one.id },
      {},
      'token',
      0,
    ] as AuthenticatedToken[];
    for (const accessToken of invented)
      expect(await outcome({ world: one.world, accessToken })).toBe('unknown');
  });

  it('never makes tokens or changes factors, even beside a right code', async () => {
    const { world, accessToken, id, proof } = await aliceWithToken();
    const { twoFactor } = world;
    const both = () => ({ proof: { accessToken, ...proof() } });
    for (const refused of [
      await twoFactor.accessTokens.create('alice', { name: 'other', ...both() }),
      await twoFactor.accessTokens.regenerate('alice', id, both()),
      await twoFactor.totp.enroll('alice', both()),
      await twoFactor.totp.remove('alice', both()),
      await twoFactor.email.enable('alice', both()),
      await twoFactor.recoveryCodes.regenerate('alice', both()),
    ]) {
      expect(refused._unsafeUnwrapErr()).toMatchObject({
        kind: 'access-token-refused',
        reason: 'not-allowed-here',
      });
    }
    // No recovery code was spent.
    expect((await twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap()).toBe(9);
  });
});

describe('P14 the tokens of a subject', () => {
  it('have unique names, a maximum count, and an expiry within the maximum of the policy', async () => {
    const policy = definePolicy({
      issuer: 'Acme',
      operations,
      accessTokens: { maxPerSubject: 2, maxSeconds: 3600 },
    });
    const { world, proof } = await aliceWithToken({}, { policy });
    const { at } = world.clock;
    const create = async (request: {
      readonly name: string;
      readonly expiresAt?: number | null;
    }): Promise<unknown> => {
      const created = await world.twoFactor.accessTokens.create('alice', {
        ...(request as { name: string }),
        proof: proof(),
      });
      return created.isOk() ? created.value.expiresAt : created.error;
    };
    expect(await create({ name: 'ci' })).toEqual({ kind: 'name-taken' });
    expect(await create({ name: 'far', expiresAt: at + 3_600_001 })).toMatchObject({
      kind: 'invalid-request',
      field: 'expiresAt',
    });
    expect(await create({ name: 'past', expiresAt: at })).toMatchObject({
      kind: 'invalid-request',
      field: 'expiresAt',
    });
    expect(await create({ name: 'edge', expiresAt: at + 3_600_000 })).toBe(at + 3_600_000);
    expect(await create({ name: 'third' })).toEqual({ kind: 'limit-reached', most: 2 });
    // A JSON client sends null for "no expiry".
    expect(await create({ name: 'third', expiresAt: null })).toEqual({ kind: 'limit-reached', most: 2 });
  });

  it('record their last use at most once a minute', async () => {
    const { world, text } = await aliceWithToken();
    const start = world.clock.at;
    for (const [after, seen] of [
      [59_999, start],
      [60_000, start + 60_000],
      [119_999, start + 60_000],
    ] as const) {
      world.clock.at = start + after;
      (await world.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap();
      expect((await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap()[0]?.lastUsedAt).toBe(seen);
    }
  });

  it('that bypass end with a reset by default, and the others only on request', async () => {
    for (const [tokens, left] of [
      ['bypass', ['plain']],
      ['none', ['ci', 'plain']],
      ['all', []],
    ] as const) {
      const { world, proof } = await aliceWithToken();
      (await world.twoFactor.accessTokens.create('alice', { name: 'plain', proof: proof() }))._unsafeUnwrap();
      (await world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone', tokens }))._unsafeUnwrap();
      const names = (await world.twoFactor.accessTokens.list('alice'))
        ._unsafeUnwrap()
        .map(({ name }) => name);
      expect(names.toSorted()).toEqual(left);
    }
  });
});
