/** A verification prepares one key for all steps of the window, and wipes it. @module */

import { expect, test } from 'vitest';
import type { Hashing } from '../../src/domain/base/hashing.ts';
import { nobleHashing } from '../../src/otp.ts';
import { codeOf, enrollTotp, testWorld } from '../support/world.ts';

test.each([
  ['a right code', 0],
  ['a wrong code', 9],
])('%s needs one prepared key, which is wiped', async (_, drift) => {
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
