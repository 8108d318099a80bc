/** An authorizer that writes each decision to the journal, for the page to show. @module */

import type { Authorizer } from 'second-factor/http';
import type { Demo } from '../demo.ts';
import type { DemoOperation } from '../policy.ts';

export function journaledAuthorizer({ twoFactor, journal }: Demo): Authorizer<DemoOperation> {
  return {
    authorize: (request) =>
      twoFactor
        .authorize(request)
        .andTee((grant) => journal.granted(grant))
        .orTee((denial) => journal.refused(denial)),
  };
}
