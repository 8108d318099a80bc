/** The servers and connections that a test opens. Each is closed after the test. @module */

import { createRedisStorage } from '../../../src/adapters/redis/index.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { closedAfterEach } from './closed-after-each.ts';
import { type Address, type Connection, connectIoredis, connectNodeRedis } from './connections.ts';
import { type RedisServer, startServer } from './servers.ts';
import { type TcpProxy, startProxy } from './tcp-proxy.ts';

export const connectors = [
  ['node-redis', connectNodeRedis],
  ['ioredis', connectIoredis],
] as const;

export interface OpenedServers {
  server(...options: readonly string[]): Promise<RedisServer>;
  proxyOf(target: RedisServer): Promise<TcpProxy>;
  connected(target: Address): Promise<Connection>;
  storageAt(target: Address, timeoutMs?: number): Promise<Storage>;
}

/** Call it in a `describe`: it registers an `afterEach`. */
export function openedServers(connect: (target: Address) => Promise<Connection>): OpenedServers {
  const begun = closedAfterEach();
  const connected = async (target: Address) => begun(await connect(target));
  return {
    connected,
    server: async (...options) => begun(await startServer(options)),
    proxyOf: async (target) => begun(await startProxy(target)),
    storageAt: async (target, timeoutMs = 300) =>
      createRedisStorage((await connected(target)).client, { timeoutMs }),
  };
}
