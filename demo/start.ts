/** Starts the demonstration with the given settings, and stops it. @module */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from 'second-factor';
import { createRedisStorage, fromNodeRedis } from 'second-factor/adapters/redis';
import type { PasswordCost } from './accounts/password.ts';
import { type DemoParts, createDemo } from './demo.ts';
import { createListener } from './http/listener.ts';
import { readPageFiles } from './http/page-files.ts';
import { bearerTokenOf } from './routes/identify.ts';
import { createRoutes } from './routes/routes.ts';
import { createMemoryRows } from './rows/memory-rows.ts';
import { createRedisRows } from './rows/redis-rows.ts';
import type { Settings } from './settings.ts';
import { showKeyUri } from './show-key-uri.ts';

export interface Runtime {
  readonly clock: Clock;
  readonly passwordCost: PasswordCost;
}

export interface RunningDemo {
  /** The URL for a browser. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Rejects with the system's error if the port is taken or Redis is unreachable. */
export async function startDemo(settings: Settings, { clock, passwordCost }: Runtime): Promise<RunningDemo> {
  const secure = settings.origin?.startsWith('https:') ?? false;
  const data = await openData(settings, clock);
  const demo = createDemo({
    clock,
    passwordCost,
    secure,
    showKeyUri,
    rows: data.rows,
    persistent: data.persistent,
    smtp: await openMail(settings),
  });
  let origins: ReadonlySet<string> = new Set();
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 20_000 },
    createListener({
      files: readPageFiles(),
      findRoute: createRoutes(demo),
      hasBearerToken: (request) => bearerTokenOf(request) !== undefined,
      origins: () => origins,
      secure,
      now: () => clock.now(),
    }),
  );
  try {
    server.listen(settings.port, settings.host);
    await once(server, 'listening');
  } catch (error) {
    await data.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const localOrigins = ['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${port}`);
  const address = settings.origin ?? `http://localhost:${port}`;
  origins = new Set(settings.origin === undefined ? localOrigins : [settings.origin, ...localOrigins]);
  return {
    address,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await data.close();
    },
  };
}

interface Data extends Pick<DemoParts, 'rows' | 'persistent'> {
  close(): Promise<void>;
}

/** Opens memory, or the Redis of the settings. Loads the Redis client only if needed. */
async function openData({ redis }: Settings, clock: Clock): Promise<Data> {
  if (redis === undefined) {
    const rows = createMemoryRows(() => clock.now());
    return { rows, persistent: undefined, close: () => Promise.resolve() };
  }
  const { createClient } = await import('redis');
  const client = createClient({ url: redis.url, disableOfflineQueue: true });
  let connected = false;
  client.on('error', (error: Error) => {
    if (connected) console.error(`Redis: ${error.message}`);
    else client.destroy();
  });
  await client.connect();
  connected = true;
  const persistent = { storage: createRedisStorage(fromNodeRedis(client)), keys: redis.keys };
  return { rows: createRedisRows(client), persistent, close: () => client.close() };
}

async function openMail({ smtp }: Settings): Promise<DemoParts['smtp']> {
  if (smtp === undefined) return undefined;
  const { createSmtpTransport } = await import('./mail/smtp-transport.ts');
  return { transport: createSmtpTransport(smtp.url), from: smtp.from };
}
