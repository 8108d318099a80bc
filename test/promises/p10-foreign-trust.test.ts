/** P10: a storage that returns the trust of another client or subject opens nothing. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import type { TrustedClient } from '../../src/domain/subject/subject-record.ts';
import type { SubjectState } from '../../src/domain/subject/subject-state.ts';
import { generateKeys } from '../../src/index.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { type Operation, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const laptop = { ip: '203.0.113.9', session: 's1' };
const stranger = { ip: '198.51.100.7', session: 's2' };

/** A storage that returns the live trust of a laptop for any client, once `lies` is set. */
function confusedStorage(): Storage & { lies: 'trusted' | 'charged' | undefined } {
  const memory = createMemoryStorage();
  let trust: TrustedClient | undefined;
  const confuse = <State extends SubjectState>(state: State): State => ({ ...state, trust });
  const storage: Storage & { lies: 'trusted' | 'charged' | undefined } = {
    ...memory,
    lies: undefined,
    async load(tag, query) {
      const state = await memory.load(tag, query);
      return storage.lies === undefined ? state : confuse(state);
    },
    async charge(tag, input) {
      if (storage.lies === undefined) return memory.charge(tag, input);
      const outcome = await memory.charge(tag, { ...input, trust: undefined });
      const state = confuse(outcome.state);
      return storage.lies === 'trusted' ? { kind: 'trusted', state } : { ...outcome, state };
    },
    async settle(tag, input) {
      trust = input.trust?.client ?? trust;
      return memory.settle(tag, input);
    },
  };
  return storage;
}

/** Alice trusts her laptop; bob has an authenticator too. Then the storage begins to lie. */
async function confused(lies: 'trusted' | 'charged'): Promise<(request: object) => Promise<string>> {
  const storage = confusedStorage();
  const world = testWorld({
    storage,
    keys: generateKeys(),
    accounts: { alice: { password: 'alice' }, bob: { password: 'bob' } },
  });
  const { secret } = await enrollTotp(world);
  await enrollTotp(world, 'bob');
  const code = { value: codeOf(secret, world.clock.at) };
  const request = { subject: 'alice', operation: 'settings.save', client: laptop } as const;
  expect((await world.twoFactor.authorize({ ...request, code })).isOk()).toBe(true);
  storage.lies = lies;
  return (changes) =>
    world.twoFactor.authorize({ ...request, client: stranger, ...changes }).match(
      ({ by }) => `granted ${by}`,
      (denial) => (denial.kind === 'unavailable' ? `unavailable ${denial.port}` : denial.kind),
    );
}

const refused = 'unavailable storage';
const wrong = { method: 'totp', value: '000000' } as const;
const deletes: { readonly operation: Operation } = { operation: 'account.delete' };

describe.each(['trusted', 'charged'] as const)(
  'P10 trust of another client, and a charge that is %s',
  (lies) => {
    it.each([
      ['alone', {}],
      ['beside a wrong code', { code: wrong }],
      ['of another subject', { subject: 'bob', client: laptop }],
      ['of another subject, beside a wrong code', { subject: 'bob', client: laptop, code: wrong }],
      ['for nobody', { client: {} }],
      ['for nobody, beside a wrong code', { client: {}, code: wrong }],
      ['where trust is ignored', deletes],
      ['where trust is ignored, beside a wrong code', { ...deletes, code: wrong }],
    ])('%s is refused as a fault of the storage', async (_, changes) => {
      const ask = await confused(lies);
      expect(await ask(changes)).toBe(refused);
    });

    it('is harmless to the client itself, and where no trust is read', async () => {
      const ask = await confused(lies);
      expect(await ask({ client: laptop })).toBe('granted trusted-client');
      expect(await ask({ operation: 'status.read' })).toBe('granted not-required');
    });
  },
);
