/** The random generator of the runtime. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { Random } from '../../ports/random.ts';

/** Random bytes from Web Crypto, which every supported runtime has. */
export const systemRandom: Random = deepFreeze({
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
});
