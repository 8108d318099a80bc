/** International domain names by the URL parser of the platform. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { Domains } from '../../ports/domains.ts';

/** The WHATWG URL parser converts domains by UTS #46 and is part of every supported runtime. */
export const systemDomains: Domains = deepFreeze({
  toAscii(domain) {
    try {
      return new URL(`http://${domain}`).hostname;
    } catch {
      return undefined;
    }
  },
});
