/** The random generator of the platform. @module */

import type { Random } from '../../ports/random.ts';

/** Web Crypto's generator, on every supported runtime. */
export const systemRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
