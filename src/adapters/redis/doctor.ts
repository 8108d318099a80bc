/** Looks at the Redis servers behind a client and says what a system of record should have otherwise. @module */

import type { RedisClient } from './client.ts';
import { type Finding, type ServerReading, findingsIn } from './doctor-findings.ts';
import { failure } from './failure.ts';
import { type IoredisClient, fromIoredis } from './from-ioredis.ts';
import { type NodeRedisClient, fromNodeRedis } from './from-node-redis.ts';
import { within } from './run-script.ts';

export interface DoctorOptions {
  /** The clock that the servers' clocks are compared with; default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** How long the whole examination may take, in milliseconds; default 5000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks every master for INFO and TIME (and, where permitted, for two settings that INFO does not tell), changes nothing, and answers
 * what to change; an empty list is a clean bill. Run it at start-up or in a health check.
 *
 * @param client what `createRedisStorage` is given, or the client of node-redis or ioredis itself
 * @returns findings, errors before warnings; rejects like a storage call where the servers are out of reach
 */
export function doctor(
  client: RedisClient | NodeRedisClient | IoredisClient,
  options: DoctorOptions = {},
): Promise<readonly Finding[]> {
  const { now = Date.now, timeoutMs = 5000 } = options;
  return within(timeoutMs, async () => {
    const asked = adapted(client);
    const masters = await asked.masters();
    const readings = await Promise.all(masters.map((master) => readServer(master, now)));
    return findingsIn(readings, asked.connections === 'cluster');
  });
}

function adapted(client: RedisClient | NodeRedisClient | IoredisClient): RedisClient {
  if ('connections' in client) return client;
  return 'evalsha' in client ? fromIoredis(client) : fromNodeRedis(client);
}

async function readServer(master: RedisClient, now: () => number): Promise<ServerReading> {
  const askedAt = now();
  const [seconds, microseconds] = listOf(await master.command(['TIME']));
  const answeredAt = now();
  const info = pairsOf(textOf(await master.command(['INFO'])));
  const isCluster = info.get('cluster_enabled') === '1';
  const cluster = isCluster ? pairsOf(textOf(await master.command(['CLUSTER', 'INFO']))) : undefined;
  return {
    info,
    cluster,
    clockAheadMs: Number(seconds) * 1000 + Number(microseconds) / 1000 - (askedAt + answeredAt) / 2,
    appendFsync: await readSetting(master, 'appendfsync'),
    minReplicas: await readSetting(master, 'min-replicas-to-write'),
  };
}

/** A setting, or `undefined` where asking is not permitted, as on managed servers. */
async function readSetting(master: RedisClient, name: string): Promise<string | undefined> {
  try {
    const answer = await master.command(['CONFIG', 'GET', name]);
    if (Array.isArray(answer)) return textOf(answer[1]);
    // RESP 3 answers a map, which a client may turn into an object.
    return textOf(answer instanceof Map ? answer.get(name) : (answer as Record<string, unknown>)[name]);
  } catch {
    return undefined;
  }
}

function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).map((line) => line.split(':'));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join(':')]));
}

function listOf(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) throw failure('misconfigured', 'not-applied', 'Redis answered TIME strangely');
  return answer.map((element) => textOf(element));
}

function textOf(answer: unknown): string {
  return answer instanceof Uint8Array ? new TextDecoder().decode(answer) : String(answer);
}
