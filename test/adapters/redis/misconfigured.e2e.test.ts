/**
 * Calls that Redis does not permit or know: misconfigured, and no failure shows the call.
 * @module
 */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import { connectors, openedServers } from './opened-servers.ts';
import { chargeOf, enroll, tagOf } from './subjects.ts';

const misconfigured = { kind: 'misconfigured' };

describe.each(connectors)('%s', (_, connect) => {
  const tag = tagOf('alice');

  const { server, connected, storageAt } = openedServers(connect);

  test('NOPERM: misconfigured, not applied', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enroll(storage, tag);
    redis.cli('acl', 'setuser', 'default', '-evalsha', '-eval');
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject({
      kind: 'misconfigured',
      outcome: 'not-applied',
    });
  });

  test('NOPERM inside a script: misconfigured', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enroll(storage, tag);
    redis.cli('acl', 'setuser', 'default', '-set');
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject(misconfigured);
  });

  test('NOAUTH: misconfigured, not applied', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enroll(storage, tag);
    const { client } = await connected(redis);
    redis.cli('config', 'set', 'requirepass', 'secret');
    await client.command(['RESET']);
    await expect(createRedisStorage(client).charge(tag, chargeOf('one'))).rejects.toMatchObject({
      kind: 'misconfigured',
      outcome: 'not-applied',
    });
  });

  test('a command unknown to the server: misconfigured, not applied', async () => {
    const redis = await server('--rename-command', 'EVALSHA', '');
    const storage = await storageAt(redis);
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject({
      kind: 'misconfigured',
      outcome: 'not-applied',
    });
  });

  test('a node of a Cluster, used by a client for one server: not applied', async () => {
    const redis = await server('--cluster-enabled', 'yes');
    const storage = await storageAt(redis);
    await expect(storage.charge(tag, chargeOf('one'))).rejects.toMatchObject({ outcome: 'not-applied' });
  });

  test('P18 no failure contains a part of the call or of the stored bytes', async () => {
    const redis = await server();
    const storage = await storageAt(redis);
    await enroll(storage, tag);
    redis.cli('set', `tfa:{${tag}}:s`, 'stored-nonsense');
    const corrupt = await storage.charge(tag, chargeOf('one')).catch((reason: unknown) => reason);
    await redis.kill();
    const down = await storage.charge(tag, chargeOf('one')).catch((reason: unknown) => reason);
    for (const failed of [corrupt, down]) {
      const shown = inspect(failed, { depth: 9, showHidden: true });
      for (const secret of [tag, chargeOf('one').attemptId, 'stored-nonsense', 'local function'])
        expect(shown).not.toContain(secret);
    }
  });
});
