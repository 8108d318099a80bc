/** P11, P17: a change voids all trust before it returns, and what was charged before it settles no more. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/memory-storage.ts';
import { generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { type TestWorld, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const client = { ip: '203.0.113.9', session: 's1' };
const ask = { subject: 'alice', operation: 'settings.save', client } as const;

interface Enrolled {
  readonly world: TestWorld;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** A code of the next step, as proof for a management call. */
function proofOf({ world, secret }: Enrolled) {
  world.clock.advance(30_000);
  return { proof: { code: { value: codeOf(secret, world.clock.at) } } };
}

async function trusted(): Promise<Enrolled> {
  const world = testWorld({
    accounts: { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] } },
  });
  const enrolled = { world, ...(await enrollTotp(world)) };
  expect(
    (
      await world.twoFactor.authorize({ ...ask, code: { value: codeOf(enrolled.secret, world.clock.at) } })
    ).isOk(),
  ).toBe(true);
  expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('trusted-client');
  return enrolled;
}

const changes: Readonly<Record<string, (enrolled: Enrolled) => Promise<{ isOk(): boolean }>>> = {
  'the email changed': async ({ world }) =>
    world.twoFactor.accountChanged('alice', { what: 'email', previousEmails: ['old@example.org'] }),
  'the password changed': async ({ world }) => world.twoFactor.accountChanged('alice', { what: 'password' }),
  'email codes were enabled': async (enrolled) =>
    enrolled.world.twoFactor.email.enable('alice', proofOf(enrolled)),
  'recovery codes were regenerated': async (enrolled) =>
    enrolled.world.twoFactor.recoveryCodes.regenerate('alice', proofOf(enrolled)),
  'the authenticator was removed': async (enrolled) =>
    enrolled.world.twoFactor.totp.remove('alice', proofOf(enrolled)),
  'the authenticator was replaced': async (enrolled) => {
    const { secret } = (
      await enrolled.world.twoFactor.totp.enroll('alice', proofOf(enrolled))
    )._unsafeUnwrap();
    return enrolled.world.twoFactor.totp.confirm('alice', codeOf(secret, enrolled.world.clock.at));
  },
  'an administrator reset': async ({ world }) =>
    world.twoFactor.reset('alice', { by: 'root', reason: 'lost phone' }),
};

describe('P11 a change voids all trust', () => {
  it.each(Object.entries(changes))('%s', async (_, change) => {
    const enrolled = await trusted();
    const changed = await change(enrolled);
    expect(changed.isOk()).toBe(true);
    const again = await enrolled.world.twoFactor.authorize(ask);
    expect(again.isOk() ? again.value.by : again.error.kind).not.toBe('trusted-client');
    expect((await enrolled.world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
  });

  it.each(Object.entries(changes))('what was charged before does not settle after: %s', async (_, change) => {
    let between: (() => Promise<void>) | undefined;
    const memory = createMemoryStorage();
    const storage: Storage = {
      ...memory,
      settle: async (tag, input) => {
        await between?.();
        return memory.settle(tag, input);
      },
    };
    const world = testWorld({
      storage,
      keys: generateKeys(),
      accounts: { alice: { password: 'correct horse', verifiedEmails: ['a@example.org'] } },
    });
    const enrolled = { world, ...(await enrollTotp(world)) };
    const code = { value: codeOf(enrolled.secret, world.clock.at) };
    between = async () => {
      between = undefined;
      expect((await change(enrolled)).isOk()).toBe(true);
    };
    const answer = await world.twoFactor.authorize({ ...ask, code });
    expect(answer._unsafeUnwrapErr()).toMatchObject({
      kind: 'second-factor-invalid',
      trace: expect.arrayContaining([{ step: 'settlement', result: 'superseded' }]),
    });
  });
});

describe('P17 starting an enrollment changes nothing about the live factor', () => {
  it('codes of the old authenticator, its trust and its failures go on', async () => {
    const enrolled = await trusted();
    const { world, secret } = enrolled;
    void (await world.twoFactor.authorize({
      ...ask,
      client: { session: 'other' },
      code: { value: codeOf(secret, world.clock.at, 50) },
    }));
    expect((await world.twoFactor.totp.enroll('alice', proofOf(enrolled))).isOk()).toBe(true);
    expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('trusted-client');
    world.clock.advance(30_000);
    const old = await world.twoFactor.authorize({
      ...ask,
      operation: 'account.delete',
      code: { value: codeOf(secret, world.clock.at) },
    });
    expect(old._unsafeUnwrap().by).toBe('totp');
  });

  it('a wrong first code neither confirms nor counts against the live authenticator', async () => {
    const enrolled = await trusted();
    const { world, secret } = enrolled;
    const started = (await world.twoFactor.totp.enroll('alice', proofOf(enrolled)))._unsafeUnwrap();
    for (let attempt = 0; attempt < 5; attempt++) {
      const refused = await world.twoFactor.totp.confirm('alice', codeOf(started.secret, world.clock.at, 50));
      expect(refused._unsafeUnwrapErr()).toMatchObject({
        kind: 'second-factor-invalid',
        attemptsLeft: 4 - attempt,
      });
    }
    expect(
      (await world.twoFactor.totp.confirm('alice', codeOf(started.secret, world.clock.at)))._unsafeUnwrapErr()
        .kind,
    ).toBe('too-many-attempts');
    world.clock.advance(30_000);
    expect(
      (
        await world.twoFactor.authorize({
          ...ask,
          operation: 'account.delete',
          code: { value: codeOf(secret, world.clock.at) },
        })
      ).isOk(),
    ).toBe(true);
    expect((await world.twoFactor.totp.confirm('alice', codeOf(started.secret, world.clock.at))).isOk()).toBe(
      true,
    );
    world.clock.advance(60_000);
    expect(
      (
        await world.twoFactor.authorize({
          ...ask,
          operation: 'account.delete',
          code: { value: codeOf(secret, world.clock.at) },
        })
      ).isErr(),
    ).toBe(true);
  });

  it('a newer enrollment replaces a pending one, and only the newer can be confirmed', async () => {
    const enrolled = await trusted();
    const { world } = enrolled;
    const first = (await world.twoFactor.totp.enroll('alice', proofOf(enrolled)))._unsafeUnwrap();
    const second = (await world.twoFactor.totp.enroll('alice', proofOf(enrolled)))._unsafeUnwrap();
    expect((await world.twoFactor.totp.confirm('alice', codeOf(first.secret, world.clock.at))).isErr()).toBe(
      true,
    );
    expect((await world.twoFactor.totp.confirm('alice', codeOf(second.secret, world.clock.at))).isOk()).toBe(
      true,
    );
  });
});
