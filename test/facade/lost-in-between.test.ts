/** What a call still says when a port fails, or the subject changes, between its steps. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import type { Storage } from 'second-factor/ports';
import { expect, test } from 'vitest';
import { definePolicy, generateKeys } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };

test('P16 a code that cannot be issued is denied with the steps of the decision', async () => {
  const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });
  const storage: Storage = {
    ...createMemoryStorage(),
    issueEmailCode: () => Promise.reject(new Error('the storage is down')),
  };
  const accounts = { alice: { verifiedEmails: ['alice@example.org'] } };
  const world = testWorld({ policy, accounts, storage, keys: generateKeys() });
  const ask = { subject: 'alice', operation: 'settings.save', client } as const;
  const denial = (await world.twoFactor.authorize(ask))._unsafeUnwrapErr();
  expect(denial).toMatchObject({ kind: 'unavailable', port: 'storage' });
  expect(denial.trace?.map(({ step }) => step)).toEqual([
    'operation',
    'account',
    'trusted-client',
    'code',
    'method',
  ]);
});

test('P13 the password counts for nothing if a factor was enrolled when the token was judged', async () => {
  const memory = createMemoryStorage();
  let isResetMeanwhile = false;
  const storage: Storage = {
    ...memory,
    async charge(tag, input) {
      if (isResetMeanwhile) await memory.reset(tag, { attemptId: 'meanwhile', tokens: 'none' });
      return memory.charge(tag, input);
    },
  };
  const world = testWorld({ storage, keys: generateKeys() });
  const { accessTokens, authorize } = world.twoFactor;
  const { secret } = await enrollTotp(world);
  const proof = { code: { value: codeOf(secret, world.clock.at) } };
  const { token } = (await accessTokens.create('alice', { name: 'ci', proof }))._unsafeUnwrap();
  const accessToken = (await accessTokens.authenticate(token))._unsafeUnwrap();
  isResetMeanwhile = true;
  const code = { method: 'password', value: 'correct horse' } as const;
  const result = await authorize({ subject: 'alice', operation: 'settings.save', accessToken, code });
  expect(result._unsafeUnwrapErr()).toMatchObject({
    kind: 'second-factor-invalid',
    reason: 'method-unavailable',
  });
});
