/** Storage in Redis: each verb is one script, so it is atomic on all nodes (P19). @module */

import { deploymentVerbs, recipientVerbs, subjectVerbs } from '../../domain/subject/verbs.ts';
import type { Storage } from '../../ports/storage.ts';
import type { RedisClient } from './client.ts';
import { type Durability, createDurableWrites } from './durable-writes.ts';
import { checkPrefix, keysOf } from './keys.ts';
import { type Reply, readReply } from './reply.ts';
import { type SentScript, evaluate, within } from './run-script.ts';
import type { ScriptCall } from './scripts/script.ts';
import { accessTokenVerbs } from './verbs/access-token-verbs.ts';
import { decisionVerbs } from './verbs/decision-verbs.ts';
import { wholeVerbs } from './verbs/deployment-verbs.ts';
import { emailCodeVerbs, mailVerbs } from './verbs/email-code-verbs.ts';
import { factorVerbs, forgetVerbs } from './verbs/factor-verbs.ts';
import type { RedisVerbs } from './verbs/redis-verb.ts';
import { trustVerbs } from './verbs/trust-verbs.ts';

export interface RedisStorageOptions {
  /** The start of every key; default `tfa`. No braces. */
  readonly prefix?: string | undefined;
  /**
   * How long a call may take, in milliseconds [1–2 147 483 647]; default 1000. The time of
   * `durability` is added.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Writes that wait for replicas; default none. `docs/redis.md` says what they cost and what they
   * prevent.
   */
  readonly durability?: Durability | undefined;
}

const maxTimeoutMs = 2_147_483_647;

const table = { ...subjectVerbs, ...recipientVerbs, ...deploymentVerbs };

const redisVerbs: RedisVerbs<typeof table> = {
  ...decisionVerbs,
  ...factorVerbs,
  ...forgetVerbs,
  ...emailCodeVerbs,
  ...trustVerbs,
  ...accessTokenVerbs,
  ...mailVerbs,
  ...wholeVerbs,
};

/** A verb as the loop over the table sees it. The type of the table has checked each. */
interface AnyVerb {
  readonly call: (input: unknown) => ScriptCall;
  readonly decode?: (reply: Reply, input: unknown) => unknown;
}

/** The kind in the reply of a verb that returns what is stored, and so has no kinds of outcomes. */
const readKinds = ['read'];

/**
 * Storage on one Redis server, behind Sentinel, or on a Cluster: Redis 6.2 or later, or a server
 * that speaks its protocol and runs its scripts. A call is one round trip, never hangs, and rejects
 * with an `Error` that has the fields of `StorageFailure`.
 *
 * @example
 * ```ts fragment
 * import { createClient } from 'redis';
 * import { createRedisStorage, fromNodeRedis } from 'second-factor/adapters/redis';
 *
 * const client = createClient({ url: 'redis://localhost:6379', disableOfflineQueue: true });
 * client.on('error', (error) => console.error(error.message));
 * await client.connect();
 * const storage = createRedisStorage(fromNodeRedis(client));
 * ```
 *
 * @throws {RangeError} if an option is out of bounds.
 */
export function createRedisStorage(client: RedisClient, options: RedisStorageOptions = {}): Storage {
  const prefix = checkPrefix(options.prefix ?? 'tfa');
  const timeoutMs = options.timeoutMs ?? 1000;
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > maxTimeoutMs)
    throw new RangeError(`timeoutMs must be an integer from 1 to ${maxTimeoutMs}`);
  const { durability } = options;
  const writeDurably = durability === undefined ? undefined : createDurableWrites(durability, prefix);

  function run(sent: SentScript, isRead: boolean): Promise<unknown> {
    if (writeDurably === undefined || durability === undefined || isRead)
      return within(timeoutMs, (deadline) => evaluate(client, sent, deadline));
    return within(timeoutMs + durability.timeoutMs, (deadline) => writeDurably(sent, deadline));
  }

  function methodOf(name: keyof Storage): (tag: string | undefined, input: unknown) => Promise<unknown> {
    const { call, decode } = redisVerbs[name] as AnyVerb;
    const outcomes = Object.keys(table[name].outcomes);
    // The only write of a verb that returns what is stored is a last use, which may be lost.
    const isRead = outcomes.length === 0;
    const kinds = isRead ? readKinds : outcomes;
    return async (tag, input) => {
      const { script, keys, args } = call(input);
      const reply = readReply(await run({ script, keys: keysOf(prefix, tag, keys), args }, isRead), kinds);
      return decode === undefined ? reply.kind : decode(reply, input);
    };
  }

  const names = Object.keys(table) as (keyof Storage)[];
  const recognize = methodOf('recognize');
  return {
    ...Object.fromEntries<unknown>(names.map((name) => [name, methodOf(name)])),
    recognize: (input: unknown) => recognize(undefined, input),
  } as unknown as Storage;
}
