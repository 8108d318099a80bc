/**
 * P23: where the host says that a factor is enrolled, a storage without one is unavailable.
 * @module
 */

import { describe, expect, test } from 'vitest';
import { testWorld } from '../support/world.ts';

const proof = { code: { method: 'password', value: 'correct horse' } } as const;

function lostWorld() {
  return testWorld({ accounts: { alice: { password: 'correct horse', factorEnrolled: true } } });
}

describe('P23 where the host says that a factor is enrolled, a storage without one is unavailable', () => {
  const { twoFactor } = lostWorld();

  test.each([
    ['a login', () => twoFactor.authorize({ subject: 'alice', operation: 'login' })],
    [
      'an operation with the password as proof',
      () => twoFactor.authorize({ subject: 'alice', operation: 'settings.save', ...proof }),
    ],
    ['totp.enroll', () => twoFactor.totp.enroll('alice', { proof })],
    ['status', () => twoFactor.status('alice')],
  ])('%s', async (_, call) => {
    const refused = await call();
    expect(refused.isErr() && refused.error).toMatchObject({ kind: 'unavailable', port: 'storage' });
  });

  test('exempt operations go on, and so does what only takes away', async () => {
    const exempt = await twoFactor.authorize({ subject: 'alice', operation: 'status.read' });
    expect(exempt._unsafeUnwrap().by).toBe('not-required');
    const calls = [
      twoFactor.accountChanged('alice', { what: 'password' }),
      twoFactor.trustedClients.revokeAll('alice'),
      twoFactor.accessTokens.revokeAll('alice'),
      twoFactor.reset('alice', { by: 'root', reason: 'the storage was lost' }),
      twoFactor.forget('alice'),
    ];
    for (const call of calls) expect((await call).isOk()).toBe(true);
  });
});
