/** Notices are never waited for: nothing that is shown once may hang on a mail. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { generateKeys } from '../../src/index.ts';
import type { Mail } from '../../src/ports/mailer.ts';
import { settled } from '../support/settled.ts';
import { codeOf, enrollTotp, testWorld, type TestAccount, type TestWorld } from '../support/world.ts';

const alice = { username: 'alice', password: 'correct horse', verifiedEmails: ['alice@example.org'] };

interface Hanging extends TestWorld {
  /** What a call resolves to, or that it still waits once the mailer hangs. */
  soon<Value>(call: PromiseLike<Value>): Promise<Value | 'still waiting'>;
}

/** A mailer that never resolves for mails of these kinds. */
function hangingOn(kinds: readonly Mail['kind'][], account: TestAccount = alice): Hanging {
  const watchers: (() => void)[] = [];
  const hang = (): Promise<unknown> => {
    for (const watcher of watchers.splice(0)) watcher();
    return new Promise(() => undefined);
  };
  const send = ({ kind }: Mail): Promise<unknown> => (kinds.includes(kind) ? hang() : Promise.resolve());
  const world = testWorld({ accounts: { alice: account }, mailer: { send } });
  return {
    ...world,
    async soon<Value>(call: PromiseLike<Value>) {
      const results: Value[] = [];
      const done = call.then((value) => void results.push(value));
      await Promise.race([done, new Promise<void>((resolve) => void watchers.push(resolve))]);
      await settled();
      return results[0] ?? 'still waiting';
    },
  };
}

describe('a mailer that hangs', () => {
  it('holds back no recovery codes', async () => {
    const { twoFactor, clock, soon } = hangingOn(['factor-added', 'recovery-codes-regenerated']);
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const { secret } = (await twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const confirmed = await soon(twoFactor.totp.confirm('alice', codeOf(secret, clock.at)));
    expect(confirmed).toHaveProperty('value.recoveryCodes.length', 10);
    clock.advance(30_000);
    const fresh = { proof: { code: { value: codeOf(secret, clock.at) } } };
    const regenerated = await soon(twoFactor.recoveryCodes.regenerate('alice', fresh));
    expect(regenerated).toHaveProperty('value.recoveryCodes.length', 10);
  });

  it('holds back no access token', async () => {
    const world = hangingOn(['bypass-token-created']);
    const { secret } = await enrollTotp(world);
    const proof = { code: { value: codeOf(secret, world.clock.at) } };
    const created = await world.soon(
      world.twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof }),
    );
    expect(created).toHaveProperty('value.token');
  });

  it('holds back no verdict', async () => {
    const world = hangingOn(['attempts-exhausted', 'recovery-code-used']);
    const { recoveryCodes } = await enrollTotp(world);
    const ask = { subject: 'alice', operation: 'settings.save' } as const;
    const [value = ''] = recoveryCodes;
    expect(await world.soon(world.twoFactor.authorize({ ...ask, code: { value } }))).toHaveProperty(
      'value.by',
      'recovery-code',
    );
    const wrong = { method: 'recovery-code', value: '0000-0000-0000-0000' } as const;
    for (let guesses = 0; guesses < 5; guesses++)
      expect(await world.soon(world.twoFactor.authorize({ ...ask, code: wrong }))).toHaveProperty(
        'error.reason',
      );
  });

  it('is waited for where it sends a code: the result says whether it was sent', async () => {
    const { twoFactor, clock, soon } = hangingOn(['code'], { verifiedEmails: ['alice@example.org'] });
    const enrolling = twoFactor.totp.enroll('alice');
    expect(await soon(enrolling)).toBe('still waiting');
    clock.advance(10_000);
    expect(await enrolling).toMatchObject({ error: { kind: 'unavailable', port: 'mailer' } });
  });
});

describe('a notice that fails', () => {
  it.each<[string, Partial<Parameters<typeof testWorld>[0]>]>([
    ['in a mailer that rejects', { mailer: { send: () => Promise.reject(new Error('down')) } }],
    [
      'in a mailer that throws',
      {
        mailer: {
          send: () => {
            throw new Error('down');
          },
        },
      },
    ],
    [
      'in a storage that cannot count it',
      {
        keys: generateKeys(),
        storage: { ...createMemoryStorage(), countMail: () => Promise.reject(new Error('down')) },
      },
    ],
  ])('%s changes nothing, and no rejection is left over', async (_, ports) => {
    const { twoFactor } = testWorld({ accounts: { alice }, ...ports });
    expect((await twoFactor.accountChanged('alice', { what: 'password' })).isOk()).toBe(true);
    // The test runner reports a rejection that nobody handles.
    await settled();
  });
});
