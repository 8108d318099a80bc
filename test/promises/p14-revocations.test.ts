/** P14: no token comes after a revocation, however late its creation is applied. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const request = { name: 'ci', bypass: true } as const;

interface HeldWorld extends TestWorld {
  /** A fresh proof for a new token. */
  proof(): { readonly code: { readonly value: string } };
  /** Applies what was held. */
  land(): Promise<unknown>;
  /** Resolves as soon as a creation is held. */
  readonly held: Promise<void>;
}

/**
 * The first `insertToken` is held: with `'pause'` its caller waits; with `'lose'` the reply is
 * lost, and its caller repeats it.
 */
async function holding(how: 'pause' | 'lose'): Promise<HeldWorld> {
  const storage = createMemoryStorage();
  const release = latch();
  const held = latch();
  let late: ReturnType<Storage['insertToken']> | undefined;
  const insertToken: Storage['insertToken'] = (tag, input) => {
    if (late !== undefined) return storage.insertToken(tag, input);
    late = release.opened.then(() => storage.insertToken(tag, input));
    held.open();
    return how === 'pause' ? late : Promise.reject(new Error('the reply was lost'));
  };
  const world = testWorld({ keys: generateKeys(), storage: { ...storage, insertToken } });
  const { secret } = await enrollTotp(world);
  return {
    ...world,
    proof() {
      world.clock.advance(60_000);
      return { code: { value: codeOf(secret, world.clock.at) } };
    },
    async land() {
      release.open();
      return await late;
    },
    held: held.opened,
  };
}

function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

describe('P14 a token', () => {
  it.each(['revoke', 'revokeAll'] as const)(
    'that was revoked is not revived by a late repetition of its creation: %s',
    async (how) => {
      const world = await holding('lose');
      const { accessTokens } = world.twoFactor;
      const { id, token } = (
        await accessTokens.create('alice', { ...request, proof: world.proof() })
      )._unsafeUnwrap();
      const revoked = how === 'revoke' ? accessTokens.revoke('alice', id) : accessTokens.revokeAll('alice');
      expect((await revoked).isOk()).toBe(true);
      await world.land();
      expect((await accessTokens.authenticate(token)).isErr()).toBe(true);
      expect((await accessTokens.list('alice'))._unsafeUnwrap()).toEqual([]);
    },
  );

  it('whose creation is under way does not come after the revocation of all', async () => {
    const world = await holding('pause');
    const { accessTokens } = world.twoFactor;
    const creation = accessTokens.create('alice', { ...request, proof: world.proof() });
    await world.held;
    expect((await accessTokens.revokeAll('alice')).isOk()).toBe(true);
    await world.land();
    expect((await creation)._unsafeUnwrapErr()).toMatchObject({ kind: 'superseded' });
    expect((await accessTokens.list('alice'))._unsafeUnwrap()).toEqual([]);
  });
});
