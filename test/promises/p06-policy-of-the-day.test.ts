/** P6: what a policy shortens ends earlier for what exists already, from the next call. @module */

import { describe, expect, it } from 'vitest';
import { type Policy, type PolicyInput, definePolicy } from '../../src/index.ts';
import {
  type Operation,
  type TestWorld,
  codeOf,
  enrollTotp,
  operations,
  testWorld,
} from '../support/world.ts';

const day = 86_400;

/** A world whose policy changes while it runs. */
function changingWorld(first: Partial<PolicyInput> = {}) {
  const policyWith = (more: Partial<PolicyInput>): Policy<Operation> =>
    definePolicy({ issuer: 'Acme', ...more, operations });
  let policy = policyWith(first);
  const world = testWorld({ policy: () => policy });
  const change = (more: Partial<PolicyInput>): void => void (policy = policyWith(more));
  return { world, change };
}

describe('P6 the window of an authenticator', () => {
  async function outcomeAt(world: TestWorld, secret: string, drift: number): Promise<string> {
    world.clock.advance(600_000);
    const code = { value: codeOf(secret, world.clock.at, drift) };
    const result = await world.twoFactor.authorize({ subject: 'alice', operation: 'settings.save', code });
    return result.isOk() ? result.value.by : result.error.kind;
  }

  it('is that of the policy of the day, also for what was enrolled before', async () => {
    const { world, change } = changingWorld({ totp: { window: 2 } });
    const { secret } = await enrollTotp(world);
    expect(await outcomeAt(world, secret, -2)).toBe('totp');
    change({ totp: { window: 0 } });
    expect(await outcomeAt(world, secret, -1)).toBe('second-factor-invalid');
    expect(await outcomeAt(world, secret, 0)).toBe('totp');
    change({ totp: { window: 1 } });
    expect(await outcomeAt(world, secret, -2)).toBe('second-factor-invalid');
    expect(await outcomeAt(world, secret, -1)).toBe('totp');
  });

  it('is that of the policy of the day for a first code too', async () => {
    const { world, change } = changingWorld({ totp: { window: 2 } });
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    change({ totp: { window: 0 } });
    const late = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at, -1));
    expect(late._unsafeUnwrapErr().kind).toBe('second-factor-invalid');
    const fitting = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at));
    expect(fitting.isOk()).toBe(true);
  });
});

describe('P6 the longest life of an access token', () => {
  /** Alice with a bypass token that was made while no maximum was set. */
  async function withOldToken(expiresInMs?: number) {
    const { world, change } = changingWorld();
    const { secret } = await enrollTotp(world);
    const { accessTokens } = world.twoFactor;
    const proof = () => {
      world.clock.advance(30_000);
      return { code: { value: codeOf(secret, world.clock.at) } };
    };
    const given = { name: 'ci', bypass: true, proof: proof() };
    const createdAt = world.clock.at;
    const expiresAt = expiresInMs === undefined ? undefined : createdAt + expiresInMs;
    const made = (await accessTokens.create('alice', { ...given, expiresAt }))._unsafeUnwrap();
    const accessToken = (await accessTokens.authenticate(made.token))._unsafeUnwrap();
    const ask = async (): Promise<string> => {
      const request = { subject: 'alice', operation: 'settings.save', accessToken } as const;
      const result = await world.twoFactor.authorize(request);
      if (result.isOk()) return result.value.by;
      return 'reason' in result.error ? result.error.reason : result.error.kind;
    };
    return { world, change, ask, createdAt, made, proof };
  }

  it.each([undefined, 400 * day * 1000])(
    'ends older tokens too (expiring after %j ms)',
    async (expiresInMs) => {
      const { world, change, ask, createdAt, made, proof } = await withOldToken(expiresInMs);
      const { accessTokens } = world.twoFactor;
      change({ accessTokens: { maxSeconds: day } });
      const endsAt = createdAt + day * 1000;
      world.clock.at = endsAt - 1;
      expect(await ask()).toBe('access-token');
      const again = (await accessTokens.authenticate(made.token))._unsafeUnwrap();
      expect(again.expiresAt).toBe(endsAt);
      const [view] = (await accessTokens.list('alice'))._unsafeUnwrap();
      expect(view?.expiresAt).toBe(endsAt);
      expect((await world.twoFactor.status('alice'))._unsafeUnwrap().accessTokens).toBe(1);

      world.clock.at = endsAt;
      expect(await ask()).toBe('expired');
      expect((await accessTokens.authenticate(made.token))._unsafeUnwrapErr()).toMatchObject({
        reason: 'expired',
      });
      expect((await world.twoFactor.status('alice'))._unsafeUnwrap().accessTokens).toBe(0);
      const renewed = await accessTokens.regenerate('alice', made.id, { proof: proof() });
      expect(renewed._unsafeUnwrapErr()).toMatchObject({ kind: 'invalid-request', field: 'expiresAt' });
    },
  );

  it('makes no token live longer than its own expiry', async () => {
    const { world, change, ask, createdAt } = await withOldToken(3_600_000);
    change({ accessTokens: { maxSeconds: day } });
    world.clock.at = createdAt + 3_599_999;
    expect(await ask()).toBe('access-token');
    world.clock.at = createdAt + 3_600_000;
    expect(await ask()).toBe('expired');
  });
});
