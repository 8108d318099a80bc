/** Memory storage keeps a trusted client for its own life and an hour. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import { expect, test } from 'vitest';
import { chargeOf, enroll, settleOf, tagOf, trustedLaptop } from '../redis/subjects.ts';

const hour = 3_600_000;

test.each([
  [hour, 1],
  [hour + 60_000, 0],
])('%d ms after its end, %d trusted clients are left', async (afterMs, left) => {
  let elapsed = 0;
  const storage = createMemoryStorage({ elapsedMs: () => elapsed });
  const tag = tagOf('kept-trust');
  await enroll(storage, tag);
  const trust = { client: trustedLaptop, maxClients: 20 };
  await storage.settle(tag, { ...settleOf('one', 101), trust });
  elapsed += trustedLaptop.diesAt - trustedLaptop.factorAt + afterMs - 1;
  await storage.charge(tag, chargeOf('two'));
  expect(await storage.listTrusted(tag)).toHaveLength(left);
});
