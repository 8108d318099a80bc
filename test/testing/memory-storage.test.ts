/** The memory adapter keeps every law, also when replies are out of order (P19). @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import {
  type RoundTrip,
  type StorageUnderTest,
  register,
  storageLaws,
  wrapStorage,
} from 'second-factor/testing';
import { describe, expect, it } from 'vitest';

describe('P19 createMemoryStorage, called directly', () => {
  register(
    storageLaws(() => ({ storage: createMemoryStorage() })),
    { describe, it },
  );
});

/** As in another thread: the scheduler orders both the requests and the replies. */
function behindMessages(roundTrip: RoundTrip): StorageUnderTest {
  const storage = wrapStorage(createMemoryStorage(), async (call, make) => {
    const outcome = await roundTrip(call.verb, make);
    return roundTrip(`reply to ${call.verb}`, () => Promise.resolve(outcome));
  });
  return { storage, interleaves: 'round-trips' };
}

describe('P19 createMemoryStorage, called by messages as in a worker thread', () => {
  register(storageLaws(behindMessages, { runs: 300 }), { describe, it });
});

it('P5 a million failures are counted', async () => {
  const laws = storageLaws(() => ({ storage: createMemoryStorage() }), { manyFailures: 1_000_000 });
  const law = laws.find(({ id }) => id === 'many-failures-overflow-nothing');
  expect(await law?.run()).toEqual({ outcome: 'held', runs: 1 });
});
