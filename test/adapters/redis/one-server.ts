/** One server for all tests of a file, with a client and a storage on it. @module */

import { afterAll, beforeAll } from 'vitest';
import { type RedisClient, createRedisStorage } from '../../../src/adapters/redis/index.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { type Connection, connectIoredis } from './connections.ts';
import { type RedisServer, startServer } from './servers.ts';

/** Available while the tests run. */
export interface OneServer {
  readonly client: RedisClient;
  readonly storage: Storage;
}

export function oneServer(): OneServer {
  let server: RedisServer;
  let connection: Connection;
  let storage: Storage;
  beforeAll(async () => {
    server = await startServer();
    connection = await connectIoredis(server);
    storage = createRedisStorage(connection.client);
  });
  afterAll(async () => {
    connection?.close();
    await server?.stop();
  });
  return {
    get client() {
      return connection.client;
    },
    get storage() {
      return storage;
    },
  };
}
