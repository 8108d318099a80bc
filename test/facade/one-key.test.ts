/** A verification prepares the authenticator's key once, and wipes it: a window of three steps is three messages, not three keys. @module */

import { expect, test } from 'vitest';
import type { Hashing } from '../../src/domain/base/hashing.ts';
import { nobleHashing } from '../../src/otp.ts';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

test.each([
  ['the right one', 0],
  ['a wrong one', 9],
])('a code that is %s', async (_, drift) => {
  const counted = { keys: 0, messages: 0, wiped: 0 };
  const hashing: Hashing = {
    prepare(algorithm, key) {
      const mac = nobleHashing.prepare(algorithm, key);
      if (algorithm !== 'SHA1') return mac;
      counted.keys++;
      return {
        ...mac,
        macCounter(high, low) {
          counted.messages++;
          return mac.macCounter(high, low);
        },
        dispose() {
          counted.wiped++;
          mac.dispose();
        },
      };
    },
  };
  const world = testWorld({ hashing });
  const { secret } = await enrollTotp(world);
  world.clock.advance(60_000);
  Object.assign(counted, { keys: 0, messages: 0, wiped: 0 });
  const code = { value: codeOf(secret, world.clock.at, drift) };
  const granted = await world.twoFactor.authorize({ subject: 'alice', operation: 'settings.save', code });
  expect(granted.isOk()).toBe(drift === 0);
  expect(counted).toEqual({ keys: 1, messages: 3, wiped: 1 });
});
