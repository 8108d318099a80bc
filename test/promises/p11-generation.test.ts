/** P11: a change voids all trust, and no earlier attempt settles after it. @module */

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

/** The code of the next time step, as proof for a management call. */
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
  'all trusted clients were revoked': async ({ world }) => world.twoFactor.trustedClients.revokeAll('alice'),
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

  it.each(Object.entries(changes))(
    'an attempt charged before does not settle after: %s',
    async (_, change) => {
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
      const result = await world.twoFactor.authorize({ ...ask, code });
      expect(result._unsafeUnwrapErr()).toMatchObject({
        kind: 'second-factor-invalid',
        trace: expect.arrayContaining([{ step: 'settlement', result: 'superseded' }]),
      });
    },
  );
});

describe('P11 revoking all trusted clients', () => {
  it('ends no pending enrollment, and leaves a subject without a record as it was', async () => {
    const memory = createMemoryStorage();
    const world = testWorld({ storage: memory, keys: generateKeys() });
    expect((await world.twoFactor.trustedClients.revokeAll('alice')).isOk()).toBe(true);
    expect(memory.size().subjects).toBe(0);
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const { secret } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    expect((await world.twoFactor.trustedClients.revokeAll('alice')).isOk()).toBe(true);
    const confirmed = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at));
    expect(confirmed.isOk()).toBe(true);
  });
});
