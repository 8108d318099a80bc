/** Keeps the demonstration's data in Redis, so that several instances share it. @module */

import type { Rows } from './rows.ts';

/** The part of a node-redis client that this adapter uses. */
export interface RowsClient {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options?: SetOptions): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  lRange(key: string, start: number, stop: number): Promise<string[]>;
}

interface SetOptions {
  readonly condition?: 'NX';
  readonly expiration?: { readonly type: 'EX'; readonly value: number };
}

const prefix = 'demo:';

const countScript = `
local sum = redis.call('INCR', KEYS[1])
if sum == 1 and ARGV[1] ~= '' then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return sum`;

const pushScript = `
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)`;

export function createRedisRows(client: RowsClient): Rows {
  return {
    get: async (key) => (await client.get(prefix + key)) ?? undefined,
    async set(key, value, seconds) {
      await client.set(
        prefix + key,
        value,
        seconds === undefined ? {} : { expiration: { type: 'EX', value: seconds } },
      );
    },
    claim: async (key, value) =>
      (await client.set(prefix + key, value, { condition: 'NX' })) === null ? 'taken' : 'claimed',
    async delete(key) {
      await client.del(prefix + key);
    },
    count: async (key, seconds) =>
      Number(
        await client.eval(countScript, {
          keys: [prefix + key],
          arguments: [seconds === undefined ? '' : String(seconds)],
        }),
      ),
    async push(key, value, maxLength) {
      await client.eval(pushScript, { keys: [prefix + key], arguments: [value, String(maxLength)] });
    },
    list: (key) => client.lRange(prefix + key, 0, -1),
  };
}
