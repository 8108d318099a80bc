/** The memory adapter keeps every law of the storage port, also where others overtake between request and reply (P19). @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import {
  type RoundTrip,
  type StorageUnderTest,
  register,
  storageLaws,
  wrapStorage,
} from 'second-factor/testing';
import { describe, expect, it } from 'vitest';

describe('in its own process', () => {
  register(
    storageLaws(() => ({ storage: createMemoryStorage() })),
    { describe, it },
  );
});

/** As if it lived in another thread: a request reaches it when the scheduler says so, and so does its reply come back. */
function behindMessages(roundTrip: RoundTrip): StorageUnderTest {
  const storage = wrapStorage(createMemoryStorage(), async (call, make) => {
    const answer = await roundTrip(call.verb, make);
    return roundTrip(`reply to ${call.verb}`, () => Promise.resolve(answer));
  });
  return { storage, interleaves: 'round-trips' };
}

describe('behind messages, as in a worker thread', () => {
  register(storageLaws(behindMessages, { runs: 300 }), { describe, it });
});

it('counts a million failures', async () => {
  const laws = storageLaws(() => ({ storage: createMemoryStorage() }), { manyFailures: 1_000_000 });
  const law = laws.find(({ id }) => id === 'many-failures-overflow-nothing');
  expect(await law?.run()).toEqual({ outcome: 'held', runs: 1 });
});
