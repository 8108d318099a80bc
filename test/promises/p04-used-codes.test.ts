/** P2, P4: a code that is right but used says so, opens nothing, and stays in no budget. @module */

import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { createRedisStorage } from '../../src/adapters/redis/index.ts';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor, generateKeys } from '../../src/index.ts';
import type { Sealing } from '../../src/ports/sealing.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { oneServer } from '../adapters/redis/one-server.ts';
import {
  type TestWorld,
  accountsIn,
  codeOf,
  defaultPolicy,
  enrollTotp,
  testWorld,
} from '../support/world.ts';

const redis = oneServer();
let prefixes = 0;

const storages: readonly (readonly [string, () => Storage])[] = [
  ['memory', createMemoryStorage],
  ['Redis', () => createRedisStorage(redis.client, { prefix: `p04-${prefixes++}` })],
];

/** The reason of a refusal, with the attempts that are left; or what granted. */
async function present(world: TestWorld, value: string, method?: 'totp' | 'email'): Promise<string> {
  const code = method === undefined ? { value } : { value, method };
  const result = await world.twoFactor.authorize({ subject: 'alice', operation: 'account.delete', code });
  if (result.isOk()) return result.value.by;
  const denial = result.error;
  return denial.kind === 'second-factor-invalid' ? `${denial.reason} ${denial.attemptsLeft}` : denial.kind;
}

describe.each(storages)('P4 on %s', (_, create) => {
  let world: TestWorld;
  let secret: string;
  let recoveryCodes: readonly string[];
  beforeEach(async () => {
    const account = { username: 'alice', password: 'pw', verifiedEmails: ['alice@example.org'] };
    world = testWorld({ storage: create(), keys: generateKeys(), accounts: { alice: account } });
    ({ secret, recoveryCodes } = await enrollTotp(world));
  });
  const now = (): string => codeOf(secret, world.clock.at);

  test('a code of the app that was used, or is older than one that was, costs no attempt', async () => {
    const older = codeOf(secret, world.clock.at, -1);
    expect(await present(world, now())).toBe('totp');
    for (let times = 0; times < 12; times++) {
      expect(await present(world, now())).toBe('code-already-used 5');
      expect(await present(world, older)).toBe('code-already-used 5');
    }
    world.clock.advance(30_000);
    expect(await present(world, now())).toBe('totp');
  });

  test('the code that confirmed the enrollment is used', async () => {
    const enrolled = testWorld({ storage: create(), keys: generateKeys() });
    const proof = { code: { method: 'password', value: 'correct horse' } } as const;
    const started = (await enrolled.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const code = codeOf(started.secret, enrolled.clock.at);
    void (await enrolled.twoFactor.totp.confirm('alice', code))._unsafeUnwrap();
    expect(await present(enrolled, code)).toBe('code-already-used 5');
  });

  test('a recovery code and an emailed code that were used cost no attempt', async () => {
    const [first = '', second = ''] = recoveryCodes;
    expect(await present(world, first)).toBe('recovery-code');
    for (let times = 0; times < 6; times++) expect(await present(world, first)).toBe('code-already-used 5');
    const proof = { code: { value: second } };
    void (await world.twoFactor.email.enable('alice', { proof }))._unsafeUnwrap();
    void (await world.twoFactor.email.sendCode('alice'))._unsafeUnwrap();
    const mail = world.mails.findLast(({ kind }) => kind === 'code');
    const emailed = mail?.kind === 'code' ? mail.data.code : '';
    expect(await present(world, emailed, 'email')).toBe('email');
    for (let times = 0; times < 6; times++)
      expect(await present(world, emailed, 'email')).toBe('code-already-used 5');
  });

  test('a wrong code after used ones still counts, and no used code gives it back', async () => {
    const used = now();
    expect(await present(world, used)).toBe('totp');
    const wrong = codeOf(secret, world.clock.at, 1000);
    expect(await present(world, wrong)).toBe('wrong-code 4');
    expect(await present(world, used)).toBe('code-already-used 4');
    expect(await present(world, wrong)).toBe('wrong-code 3');
    expect(await present(world, wrong)).toBe('wrong-code 2');
    expect(await present(world, wrong)).toBe('wrong-code 1');
    expect(await present(world, used)).toBe('code-already-used 1');
    expect(await present(world, wrong)).toBe('wrong-code 0');
    expect(await present(world, used)).toBe('too-many-attempts');
  });

  test('of four at once one opens, and the others say that it is used and count for nothing', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => present(world, now())));
    expect(results.filter((result) => result === 'totp')).toHaveLength(1);
    expect(results.filter((result) => result.startsWith('code-already-used'))).toHaveLength(3);
    expect(await present(world, codeOf(secret, world.clock.at, 1000))).toBe('wrong-code 4');
  });
});

describe.each(storages)('P4 while sealing fails, on %s', (_, create) => {
  test('neither the code of the app nor the first code of an enrollment costs an attempt', async () => {
    const keys = generateKeys();
    const healthy = embeddedPorts({ keys, accounts: accountsIn(new Map()), storage: create() });
    let isOut = false;
    const sealing: Sealing = {
      seal: (plaintext, context) => healthy.sealing.seal(plaintext, context),
      open: (sealed, context) =>
        isOut ? Promise.reject(new Error('out of order')) : healthy.sealing.open(sealed, context),
    };
    const { storage } = healthy;
    const world = testWorld({ keys, sealing, storage });
    const { secret } = await enrollTotp(world);
    const right = codeOf(secret, world.clock.at);
    isOut = true;
    for (let times = 0; times < 12; times++) expect(await present(world, right)).toBe('unavailable');
    isOut = false;
    expect(await present(world, codeOf(secret, world.clock.at, 1000))).toBe('wrong-code 4');
    expect(await present(world, right)).toBe('totp');
    world.clock.advance(60_000);
    const proof = { code: { value: codeOf(secret, world.clock.at) } };
    const started = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
    const first = codeOf(started.secret, world.clock.at);
    isOut = true;
    for (let times = 0; times < 12; times++) {
      const refused = await world.twoFactor.totp.confirm('alice', first);
      expect(refused.isErr() && refused.error).toMatchObject({ kind: 'unavailable', port: 'sealing' });
    }
    isOut = false;
    expect((await world.twoFactor.totp.confirm('alice', first)).isOk()).toBe(true);
  });

  test('a password check that fails stays counted: it may have been compared', async () => {
    const accounts = accountsIn(new Map([['alice', { password: 'pw' }]]));
    let isOut = true;
    const ports = embeddedPorts({
      keys: generateKeys(),
      storage: create(),
      accounts: {
        ...accounts,
        verifyPassword: (id, password) =>
          isOut ? Promise.reject(new Error('out of order')) : accounts.verifyPassword(id, password),
      },
    });
    const twoFactor = createTwoFactor({ policy: defaultPolicy, ports });
    const proof = { code: { method: 'password', value: 'pw' } } as const;
    for (let times = 0; times < 5; times++) void (await twoFactor.totp.enroll('alice', { proof }));
    isOut = false;
    const locked = await twoFactor.totp.enroll('alice', { proof });
    expect(locked.isErr() && locked.error.kind).toBe('too-many-attempts');
  });
});
