/** Writes that count only once replicas have them: the optional answer to asynchronous replication. @module */

import type { RedisClient } from './client.ts';
import { failure, isNoScript } from './failure.ts';
import { type Deadline, type SentScript, tooLate } from './run-script.ts';

export interface Durability {
  /** A client of its own with a single connection, for writes alone; not a pool, and not a Cluster. */
  readonly client: RedisClient;
  /** How many replicas must have acknowledged a write. */
  readonly replicas: number;
  /** How long to wait for them, in milliseconds. */
  readonly timeoutMs: number;
}

export type RunWrite = (sent: SentScript, deadline: Deadline) => Promise<unknown>;

/**
 * Writes one after the other on one connection, each followed by WAIT, which covers only what its own connection has written. So
 * nothing may come between: the connection tells who it is before and after, and a write of its own (the fence) makes WAIT cover
 * earlier writes as well where a repeated call has nothing left to write. Anything else than enough acknowledgements on one and
 * the same connection is `unavailable`, outcome unknown.
 *
 * @throws RangeError for a Cluster or a pool, for no replicas, or for a time that is none
 */
export function createDurableWrites(durability: Durability, prefix: string): RunWrite {
  const { client, replicas, timeoutMs } = durability;
  if (client.connections !== 'one')
    throw new RangeError(
      'durability.client must have a single connection: no Cluster, sentinel pool or pool',
    );
  if (!Number.isSafeInteger(replicas) || replicas < 1)
    throw new RangeError('durability.replicas must be at least 1');
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1)
    throw new RangeError('durability.timeoutMs must be at least 1');
  let last: Promise<unknown> = Promise.resolve();

  /** Sent in one go, so that the commands follow each other on the connection. */
  async function writeAndWait(write: () => Promise<unknown>): Promise<unknown> {
    const [before, answer, fence, acknowledged, after] = await Promise.allSettled([
      client.command(['CLIENT', 'INFO']),
      write(),
      client.command(['SET', `${prefix}:fence`, '', 'PX', '60000']),
      client.command(['WAIT', String(replicas), String(timeoutMs)]),
      client.command(['CLIENT', 'INFO']),
    ]);
    if (answer.status === 'rejected') throw answer.reason;
    const same =
      before.status === 'fulfilled' &&
      after.status === 'fulfilled' &&
      connectionOf(before.value) === connectionOf(after.value);
    const enough = acknowledged.status === 'fulfilled' && Number(acknowledged.value) >= replicas;
    if (same && enough && fence.status === 'fulfilled') return answer.value;
    throw failure('unavailable', 'unknown', 'too few replicas acknowledged a write');
  }

  async function perform({ script, keys, args }: SentScript, deadline: Deadline): Promise<unknown> {
    const sha1 = await script.sha1();
    if (deadline.passed) throw tooLate();
    try {
      return await writeAndWait(() => client.evalSha(sha1, keys, args));
    } catch (reason) {
      if (!isNoScript(reason)) throw reason;
      if (deadline.passed) throw tooLate();
      return await writeAndWait(() => client.eval(script.text, keys, args));
    }
  }

  return (sent, deadline) => {
    const turn = last.then(() => perform(sent, deadline));
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Which connection answered: its number and both its ends, which no other connection shares. */
function connectionOf(info: unknown): string {
  const text = info instanceof Uint8Array ? new TextDecoder().decode(info) : String(info);
  const ends = ['id', 'addr', 'laddr'].map((name) => new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1]);
  if (ends.includes(undefined))
    throw failure('unavailable', 'unknown', 'the connection cannot be told apart');
  return ends.join(' ');
}
