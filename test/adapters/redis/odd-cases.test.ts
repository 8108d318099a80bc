/** Cases that no ordinary call reaches: a lost key, an early clock, a negative limit. @module */

import { expect, test } from 'vitest';
import type { ClientFingerprint } from '../../../src/domain/keys/keyed-names.ts';
import { oneServer } from './one-server.ts';
import {
  address,
  chargeOf,
  enroll,
  enrolledGeneration,
  longName,
  noon,
  settleOf,
  tagOf,
  trustedLaptop,
} from './subjects.ts';

const redis = oneServer();

test('if the recovery codes are lost, trying one counts nothing and leaves none', async () => {
  const tag = tagOf('lost-codes');
  await enroll(redis.storage, tag);
  await redis.client.command(['DEL', `tfa:{${tag}}:r`]);
  expect((await redis.storage.load(tag, {})).recoveryCodesLeft).toBe(10);
  const candidates = [{ method: 'recovery-code', isWellFormed: true }] as const;
  const charge = await redis.storage.charge(tag, chargeOf('one', { candidates }));
  expect(charge).toMatchObject({ kind: 'not-enrolled', state: { recoveryCodesLeft: 0, attempts: {} } });
  expect((await redis.storage.load(tag, {})).recoveryCodesLeft).toBe(0);
});

test('a record that lost its authenticator but counts recovery codes is corrupt (P23)', async () => {
  const tag = tagOf('lost-factor');
  await enroll(redis.storage, tag);
  const script = `local text, found = string.gsub(redis.call('GET', KEYS[1]), '\\nA|[^\\n]*', '')
    return found == 1 and redis.call('SET', KEYS[1], text) or redis.error_reply('nothing to damage')`;
  await redis.client.command(['EVAL', script, '1', `tfa:{${tag}}:s`]);
  const corrupt = { kind: 'corrupt', outcome: 'not-applied' };
  await expect(redis.storage.load(tag, {})).rejects.toMatchObject(corrupt);
  await expect(redis.storage.charge(tag, chargeOf('one'))).rejects.toMatchObject(corrupt);
});

test('if the recovery codes are lost, the next factor stores new ones', async () => {
  const tag = tagOf('lost-and-made');
  await enroll(redis.storage, tag);
  await redis.client.command(['DEL', `tfa:{${tag}}:r`]);
  const change = {
    attemptId: longName('email'),
    generation: enrolledGeneration,
    at: noon,
    addresses: [address],
  };
  const enabled = await redis.storage.enableEmail(tag, { ...change, recoveryDigests: [longName('fresh')] });
  expect(enabled).toBe('enabled-with-recovery-codes');
  expect((await redis.storage.load(tag, {})).recoveryCodesLeft).toBe(1);
});

test('a lock that is shortened for a scope without attempts is stored', async () => {
  const tag = tagOf('before-1970');
  const candidates = [{ method: 'email', digits: 6 }] as const;
  const locks = { ms: [60_000], disabledAt: undefined };
  const charge = await redis.storage.charge(
    tag,
    chargeOf('one', { at: -100_000, automaticEmail: true, candidates, locks }),
  );
  const attempts = { email: { failures: 0, lockedUntil: -40_000, recent: [] } };
  expect(charge).toMatchObject({ kind: 'locked', retryAt: -40_000, state: { attempts } });
  expect((await redis.storage.load(tag, {})).attempts).toEqual(attempts);
});

test('a negative number of trusted clients stores none', async () => {
  const tag = tagOf('below-none');
  await enroll(redis.storage, tag);
  const trust = { client: trustedLaptop, maxClients: -1 };
  expect(await redis.storage.settle(tag, { ...settleOf('one', 101), trust })).toMatchObject({
    kind: 'settled',
  });
  expect(await redis.storage.listTrusted(tag)).toEqual([]);
});

test('trusted clients are kept for as long as the last of them lives, and an hour', async () => {
  const tag = tagOf('kept-trust');
  await enroll(redis.storage, tag);
  const trust = (client: string, lifetimeMs: number) => ({
    client: { ...trustedLaptop, client: longName(client) as ClientFingerprint, diesAt: noon + lifetimeMs },
    maxClients: 20,
  });
  const hour = 3_600_000;
  const kept = async (): Promise<unknown> => redis.client.command(['PTTL', `tfa:{${tag}}:c`]);
  await redis.storage.settle(tag, { ...settleOf('one', 101), trust: trust('phone', 300_000) });
  expect(await kept()).toSatisfy((ms: number) => ms > hour && ms <= hour + 300_000);
  await redis.storage.settle(tag, { ...settleOf('two', 102), trust: trust('tablet', 60_000) });
  expect(await kept()).toSatisfy((ms: number) => ms > hour + 60_000 && ms <= hour + 300_000);
  const later = { at: noon + hour + 60_000, trust: trust('watch', 600_000 + hour) };
  await redis.storage.settle(tag, { ...settleOf('three', 103), ...later });
  const clients = (await redis.storage.listTrusted(tag)).map(({ client }) => client);
  expect(clients).toEqual([longName('watch'), longName('phone')]);
});
