/** Examines the Redis servers behind a client as a system of record. @module */

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
 * Reads INFO and TIME of every master, and two settings that INFO lacks if CONFIG is permitted.
 * Changes nothing. Run it at start-up or in a health check.
 *
 * @param client the client of `createRedisStorage`, or the client of node-redis or ioredis itself
 * @returns what to change, errors before warnings; an empty list if nothing is wrong. Rejects like
 * a storage call if the servers are out of reach.
 */
export function doctor(
  client: RedisClient | NodeRedisClient | IoredisClient,
  options: DoctorOptions = {},
): Promise<readonly Finding[]> {
  const { now = Date.now, timeoutMs = 5000 } = options;
  return within(timeoutMs, async () => {
    const adapted = adaptedClient(client);
    const masters = await adapted.masters();
    const readings = await Promise.all(masters.map((master) => readServer(master, now)));
    return findingsIn(readings, adapted.connections === 'cluster');
  });
}

function adaptedClient(client: RedisClient | NodeRedisClient | IoredisClient): RedisClient {
  if ('connections' in client) return client;
  return 'evalsha' in client ? fromIoredis(client) : fromNodeRedis(client);
}

async function readServer(master: RedisClient, now: () => number): Promise<ServerReading> {
  const sentAt = now();
  const [seconds, microseconds] = listOf(await master.command(['TIME']));
  const repliedAt = now();
  const info = pairsOf(stringOf(await master.command(['INFO'])));
  const isCluster = info.get('cluster_enabled') === '1';
  const cluster = isCluster ? pairsOf(stringOf(await master.command(['CLUSTER', 'INFO']))) : undefined;
  return {
    info,
    cluster,
    clockAheadMs: Number(seconds) * 1000 + Number(microseconds) / 1000 - (sentAt + repliedAt) / 2,
    appendFsync: await readSetting(master, 'appendfsync'),
    minReplicas: await readSetting(master, 'min-replicas-to-write'),
  };
}

/** A setting, or `undefined` if CONFIG is not permitted, as on managed servers. */
async function readSetting(master: RedisClient, name: string): Promise<string | undefined> {
  try {
    const reply = await master.command(['CONFIG', 'GET', name]);
    if (Array.isArray(reply)) return stringOf(reply[1]);
    // The reply in RESP 3 is a map, which a client may turn into an object.
    return stringOf(reply instanceof Map ? reply.get(name) : (reply as Record<string, unknown>)[name]);
  } catch {
    return undefined;
  }
}

function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).map((line) => line.split(':'));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join(':')]));
}

function listOf(reply: unknown): readonly string[] {
  if (!Array.isArray(reply))
    throw failure('misconfigured', 'not-applied', 'Redis replied to TIME with something else than a list');
  return reply.map((element) => stringOf(element));
}

function stringOf(reply: unknown): string {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply);
}
