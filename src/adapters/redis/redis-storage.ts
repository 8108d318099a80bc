/** Storage in Redis: every verb is one script on the keys of one subject, and so atomic on any number of nodes (P19). @module */

import type { Storage } from '../../ports/storage.ts';
import { createAccessTokenVerbs } from './access-token-verbs.ts';
import type { RedisClient } from './client.ts';
import { createDecisionVerbs } from './decision-verbs.ts';
import { readReply } from './decode-state.ts';
import { type Durability, createDurableWrites } from './durable-writes.ts';
import { createEmailCodeVerbs } from './email-code-verbs.ts';
import { createFactorVerbs } from './factor-verbs.ts';
import { type ScriptCall, evaluate, within } from './run-script.ts';
import { findTokenScript, listTokensScript, listTrustedScript, loadScript } from './scripts/index.ts';
import type { Script } from './scripts/script.ts';
import { checkPrefix, recipientKey, subjectKeys } from './subject-keys.ts';
import { createTrustVerbs } from './trust-verbs.ts';
import type { AskScript } from './verb.ts';

export interface RedisStorageOptions {
  /** What every key begins with; default `tfa`. No braces. */
  readonly prefix?: string | undefined;
  /** How long a call may take, in milliseconds [1–2 147 483 647]; default 1000. The time of `durability` comes on top. */
  readonly timeoutMs?: number | undefined;
  /** Writes that wait for replicas; by default none does. `docs/redis.md` says what that costs and what it closes. */
  readonly durability?: Durability | undefined;
}

/** Scripts whose effect may be lost: they change nothing, or note a last use. */
const reads: readonly Script[] = [loadScript, findTokenScript, listTokensScript, listTrustedScript];

const longestTimeoutMs = 2_147_483_647;

/**
 * Storage on one Redis server, behind Sentinel, or on a Cluster; Redis 6.2 or later, and whatever speaks its protocol and runs its
 * scripts. A call is one round trip, never hangs, and rejects with an `Error` that has the fields of `StorageFailure`.
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
 * @throws RangeError for an option out of bounds
 */
export function createRedisStorage(client: RedisClient, options: RedisStorageOptions = {}): Storage {
  const prefix = checkPrefix(options.prefix ?? 'tfa');
  const timeoutMs = options.timeoutMs ?? 1000;
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > longestTimeoutMs)
    throw new RangeError(`timeoutMs must be an integer from 1 to ${longestTimeoutMs}`);
  const { durability } = options;
  const writeDurably = durability === undefined ? undefined : createDurableWrites(durability, prefix);

  function run(call: ScriptCall): Promise<unknown> {
    if (writeDurably === undefined || durability === undefined || reads.includes(call.script))
      return within(timeoutMs, (deadline) => evaluate(client, call, deadline));
    return within(timeoutMs + durability.timeoutMs, (deadline) => writeDurably(call, deadline));
  }

  const ask: AskScript = async (script, tag, args, words, names = script.keys) => {
    const keys = subjectKeys(prefix, tag, names);
    return readReply(await run({ script, keys, args }), words);
  };
  const askRecipient: AskScript = async (script, tag, args, words) =>
    readReply(await run({ script, keys: [recipientKey(prefix, tag)], args }), words);

  return {
    ...createDecisionVerbs(ask),
    ...createFactorVerbs(ask),
    ...createEmailCodeVerbs(ask, askRecipient),
    ...createTrustVerbs(ask),
    ...createAccessTokenVerbs(ask),
  };
}
