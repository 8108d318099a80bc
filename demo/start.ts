/** Starts the demonstration: connects what the settings name, listens, and stops again. @module */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from 'second-factor';
import { createRedisStorage, fromNodeRedis } from 'second-factor/adapters/redis';
import type { PasswordCost } from './accounts/password.ts';
import { type DemoParts, createDemo } from './demo.ts';
import { createListener } from './http/listener.ts';
import { readPageFiles } from './http/page-files.ts';
import { bearerOf } from './routes/identify.ts';
import { createRoutes } from './routes/routes.ts';
import { createMemoryRows } from './rows/memory-rows.ts';
import { createRedisRows } from './rows/redis-rows.ts';
import type { Settings } from './settings.ts';
import { showKeyUri } from './show-key-uri.ts';

export interface Surroundings {
  readonly clock: Clock;
  readonly passwordCost: PasswordCost;
}

export interface RunningDemo {
  /** Where a browser finds it. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Rejects with the system's error where the port is taken or Redis is not there. */
export async function startDemo(
  settings: Settings,
  { clock, passwordCost }: Surroundings,
): Promise<RunningDemo> {
  const secure = settings.origin?.startsWith('https:') ?? false;
  const data = await openData(settings, clock);
  const demo = createDemo({
    clock,
    passwordCost,
    secure,
    showKeyUri,
    rows: data.rows,
    kept: data.kept,
    smtp: await openMail(settings),
  });
  let origins: ReadonlySet<string> = new Set();
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 20_000 },
    createListener({
      files: readPageFiles(),
      findRoute: createRoutes(demo),
      bringsToken: (request) => bearerOf(request) !== undefined,
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
  const own = ['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${port}`);
  const address = settings.origin ?? `http://localhost:${port}`;
  origins = new Set(settings.origin === undefined ? own : [settings.origin, ...own]);
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

interface Data extends Pick<DemoParts, 'rows' | 'kept'> {
  close(): Promise<void>;
}

/** In memory, or in the Redis that the settings name; only then its client is loaded. */
async function openData({ redis }: Settings, clock: Clock): Promise<Data> {
  if (redis === undefined) {
    const rows = createMemoryRows(() => clock.now());
    return { rows, kept: undefined, close: () => Promise.resolve() };
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
  const kept = { storage: createRedisStorage(fromNodeRedis(client)), keys: redis.keys };
  return { rows: createRedisRows(client), kept, close: () => client.close() };
}

async function openMail({ smtp }: Settings): Promise<DemoParts['smtp']> {
  if (smtp === undefined) return undefined;
  const { createSmtpTransport } = await import('./mail/smtp-transport.ts');
  return { transport: createSmtpTransport(smtp.url), from: smtp.from };
}
