/** Writes that count only once replicas have acknowledged them. @module */

import type { RedisClient } from './client.ts';
import { failure, isNoScript } from './failure.ts';
import { type Deadline, type SentScript, tooLate } from './run-script.ts';

export interface Durability {
  /** A client with a single connection that is used for nothing else: no pool, no Cluster. */
  readonly client: RedisClient;
  /** How many replicas must acknowledge a write: an integer of at least 1. */
  readonly replicas: number;
  /** How long to wait for them, in milliseconds: an integer of at least 1. */
  readonly timeoutMs: number;
}

export type RunWrite = (sent: SentScript, deadline: Deadline) => Promise<unknown>;

/**
 * Sends writes one after the other on one connection, each followed by WAIT. WAIT covers only
 * writes of its own connection, so CLIENT INFO before and after shows that the connection did not
 * change. A further write, the fence, makes WAIT cover earlier writes if a repeated call has
 * nothing left to write. Without enough acknowledgements on one connection the call is
 * `unavailable`, outcome unknown.
 *
 * @throws {RangeError} if the client is a Cluster or a pool, or a number is out of bounds.
 */
export function createDurableWrites(durability: Durability, prefix: string): RunWrite {
  const { client, replicas, timeoutMs } = durability;
  if (client.connections !== 'one')
    throw new RangeError(
      'durability.client must be a client with a single connection: no Cluster and no pool',
    );
  if (!Number.isSafeInteger(replicas) || replicas < 1)
    throw new RangeError('durability.replicas must be an integer of at least 1');
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1)
    throw new RangeError('durability.timeoutMs must be an integer of at least 1');
  let last: Promise<unknown> = Promise.resolve();

  /** Sends all commands in one turn, so that they follow each other on the connection. */
  async function writeAndWait(write: () => Promise<unknown>): Promise<unknown> {
    const [before, written, fence, acknowledged, after] = await Promise.allSettled([
      client.command(['CLIENT', 'INFO']),
      write(),
      client.command(['SET', `${prefix}:fence`, '', 'PX', '60000']),
      client.command(['WAIT', String(replicas), String(timeoutMs)]),
      client.command(['CLIENT', 'INFO']),
    ]);
    if (written.status === 'rejected') throw written.reason;
    const same =
      before.status === 'fulfilled' &&
      after.status === 'fulfilled' &&
      connectionOf(before.value) === connectionOf(after.value);
    const enough = acknowledged.status === 'fulfilled' && Number(acknowledged.value) >= replicas;
    if (same && enough && fence.status === 'fulfilled') return written.value;
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

/** The connection that replied: its number and both its ends, which no other connection shares. */
function connectionOf(info: unknown): string {
  const text = info instanceof Uint8Array ? new TextDecoder().decode(info) : String(info);
  const ends = ['id', 'addr', 'laddr'].map((name) => new RegExp(`\\b${name}=(\\S+)`).exec(text)?.[1]);
  if (ends.includes(undefined))
    throw failure('unavailable', 'unknown', 'CLIENT INFO does not identify the connection');
  return ends.join(' ');
}
