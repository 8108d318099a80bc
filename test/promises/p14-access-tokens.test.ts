/** P14: a token is shown once, found in constant work, counts from the next decision no more, and opens neither factors nor tokens. @module */

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

interface Made {
  readonly world: TestWorld;
  readonly text: string;
  readonly id: string;
  readonly accessToken: AuthenticatedToken;
  /** A recovery code that was not used yet. */
  readonly proof: () => { readonly code: { readonly value: string } };
  readonly reads: () => number;
}

/** Alice with an authenticator and one token. */
async function made(
  request: Partial<Omit<AccessTokenRequest<Operation>, 'proof'>> = {},
  options: TestWorldOptions = {},
): Promise<Made> {
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
  { world, accessToken }: Pick<Made, 'world' | 'accessToken'>,
  operation: Operation = 'settings.save',
  subject = 'alice',
): Promise<string> {
  const answer = await world.twoFactor.authorize({ subject, operation, accessToken });
  if (answer.isOk()) return answer.value.by;
  return answer.error.kind === 'access-token-refused' ? answer.error.reason : answer.error.kind;
}

describe('the text of a token', () => {
  it('has the shape that secret scanners match, and its last four characters are listed', async () => {
    const { world, text } = await made();
    expect(text).toMatch(/^sfp_[A-Za-z0-9_-]{38}_[A-Za-z0-9_-]{38}$/);
    const [view] = (await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
    expect(view).toMatchObject({ name: 'ci', bypass: true, scopes: [], lastFour: text.slice(-4) });
    expect(JSON.stringify(view)).not.toContain(text.slice(-20));
  });

  it('that is malformed costs no storage read', async () => {
    const { world, text, reads } = await made();
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

  it('that is right costs one read to authenticate and one to decide', async () => {
    const { world, text, accessToken, reads } = await made();
    let before = reads();
    (await world.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap();
    expect(reads() - before).toBe(1);
    before = reads();
    (await world.twoFactor.authorize({ ...ask, accessToken }))._unsafeUnwrap();
    expect(reads() - before).toBe(1);
  });

  it('of another deployment opens nothing here', async () => {
    const [here, there] = [await made(), await made()];
    expect((await here.world.twoFactor.accessTokens.authenticate(there.text)).isErr()).toBe(true);
    expect(await outcome({ world: here.world, accessToken: there.accessToken })).toBe('unknown');
  });
});

describe('a token that was authenticated', () => {
  it('bypasses where the rule lets it, and nowhere else', async () => {
    const one = await made();
    expect(await outcome(one)).toBe('access-token');
    expect(await outcome(one, 'login')).toBe('second-factor-required');
    expect(await outcome(one, 'account.delete')).toBe('second-factor-required');
    expect(await outcome(one, 'status.read')).toBe('not-required');
  });

  it('without the flag is a session and no more', async () => {
    expect(await outcome(await made({ bypass: false }))).toBe('second-factor-required');
  });

  it.each<[string, (one: Made) => Promise<unknown>]>([
    ['is revoked', async ({ world, id }) => world.twoFactor.accessTokens.revoke('alice', id)],
    ['goes with all of them', async ({ world }) => world.twoFactor.accessTokens.revokeAll('alice')],
    [
      'is regenerated',
      async ({ world, id, proof }) =>
        world.twoFactor.accessTokens.regenerate('alice', id, { proof: proof() }),
    ],
    [
      'goes with a reset',
      async ({ world }) => world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone' }),
    ],
  ])('counts no more from the next decision when it %s, on exempt operations too', async (_, happens) => {
    const one = await made();
    expect(await outcome(one)).toBe('access-token');
    await happens(one);
    for (const operation of ['settings.save', 'status.read'] as const)
      expect(await outcome(one, operation)).toBe('unknown');
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isErr()).toBe(true);
  });

  it('counts until its last millisecond', async () => {
    const expiresAt = Date.UTC(2026, 0, 2);
    const one = await made({ expiresAt });
    one.world.clock.at = expiresAt - 1;
    expect(await outcome(one)).toBe('access-token');
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isOk()).toBe(true);
    one.world.clock.at = expiresAt;
    expect(await outcome(one)).toBe('expired');
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text))._unsafeUnwrapErr()).toMatchObject({
      reason: 'expired',
    });
  });

  it('has expired, and is not renewed into another that is dead', async () => {
    const expiresAt = Date.UTC(2026, 0, 2);
    const one = await made({ expiresAt });
    one.world.clock.at = expiresAt;
    const { accessTokens } = one.world.twoFactor;
    expect(
      (await accessTokens.regenerate('alice', one.id, { proof: one.proof() }))._unsafeUnwrapErr(),
    ).toEqual({ kind: 'invalid-request', field: 'expiresAt', problem: 'has passed: create a new token' });
  });

  it('stays good when the prefix of new ones changes', async () => {
    const policyWith = (prefix: string) =>
      definePolicy({ issuer: 'Acme', operations, accessTokens: { prefix } });
    let policy = policyWith('old');
    const one = await made({}, { policy: () => policy });
    policy = policyWith('new');
    expect(one.text).toMatch(/^old_/);
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isOk()).toBe(true);
    const renewed = await one.world.twoFactor.accessTokens.regenerate('alice', 'ci', { proof: one.proof() });
    expect(renewed._unsafeUnwrap().token).toMatch(/^new_/);
    expect((await one.world.twoFactor.accessTokens.authenticate(one.text)).isErr()).toBe(true);
  });

  it('counts within its scopes', async () => {
    const one = await made({ scopes: ['settings.save'] });
    expect(await outcome(one)).toBe('access-token');
    expect(await outcome(one, 'status.read')).toBe('out-of-scope');
  });

  it('is nobody else’s', async () => {
    expect(await outcome(await made(), 'settings.save', 'bob')).toBe('unknown');
  });

  it('made up, copied or passed through JSON proves nothing', async () => {
    const one = await made();
    const madeUp = [
      JSON.parse(JSON.stringify(one.accessToken)),
      { ...one.accessToken, digest: 'guess' },
      { id: one.id },
      {},
      'token',
      0,
    ] as AuthenticatedToken[];
    for (const accessToken of madeUp)
      expect(await outcome({ world: one.world, accessToken })).toBe('unknown');
  });

  it('never makes tokens nor changes factors, not even beside a right code', async () => {
    const { world, accessToken, id, proof } = await made();
    const { twoFactor } = world;
    const both = () => ({ proof: { accessToken, ...proof() } });
    for (const answer of [
      await twoFactor.accessTokens.create('alice', { name: 'other', ...both() }),
      await twoFactor.accessTokens.regenerate('alice', id, both()),
      await twoFactor.totp.enroll('alice', both()),
      await twoFactor.totp.remove('alice', both()),
      await twoFactor.email.enable('alice', both()),
      await twoFactor.recoveryCodes.regenerate('alice', both()),
    ]) {
      expect(answer._unsafeUnwrapErr()).toMatchObject({
        kind: 'access-token-refused',
        reason: 'not-allowed-here',
      });
    }
    // Nothing was charged or spent on the way.
    expect((await twoFactor.recoveryCodes.remaining('alice'))._unsafeUnwrap()).toBe(9);
  });
});

describe('the tokens of a subject', () => {
  it('have names of their own, up to a limit, and an expiry within the policy’s', async () => {
    const policy = definePolicy({
      issuer: 'Acme',
      operations,
      accessTokens: { maxPerSubject: 2, maxSeconds: 3600 },
    });
    const { world, proof } = await made({}, { policy });
    const { at } = world.clock;
    const create = async (request: {
      readonly name: string;
      readonly expiresAt?: number | null;
    }): Promise<unknown> => {
      const answer = await world.twoFactor.accessTokens.create('alice', {
        ...(request as { name: string }),
        proof: proof(),
      });
      return answer.isOk() ? answer.value.expiresAt : answer.error;
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
    // JSON says "none" by null.
    expect(await create({ name: 'third', expiresAt: null })).toEqual({ kind: 'limit-reached', most: 2 });
  });

  it('note their last use at most once a minute', async () => {
    const { world, text } = await made();
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

  it('that bypass go with a reset, and the others stay unless asked for', async () => {
    for (const [tokens, left] of [
      ['bypass', ['plain']],
      ['none', ['ci', 'plain']],
      ['all', []],
    ] as const) {
      const { world, proof } = await made();
      (await world.twoFactor.accessTokens.create('alice', { name: 'plain', proof: proof() }))._unsafeUnwrap();
      (await world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone', tokens }))._unsafeUnwrap();
      const names = (await world.twoFactor.accessTokens.list('alice'))
        ._unsafeUnwrap()
        .map(({ name }) => name);
      expect(names.toSorted()).toEqual(left);
    }
  });
});
