/** International domain names by the URL parser of the platform. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { Domains } from '../../ports/domains.ts';

/** The WHATWG URL parser converts domains by UTS #46 and is part of every supported runtime. */
export const systemDomains: Domains = deepFreeze({
  toAscii(domain) {
    // The parser would cut these off, and count the mails under somebody else's domain.
    if (/[/?#:@\\]/.test(domain)) return undefined;
    try {
      return new URL(`http://${domain}`).hostname;
    } catch {
      return undefined;
    }
  },
});
