/** Façade laws of forged access tokens (P14). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import { tokenForgery, tokenForgeryWithChecksum } from '../arbitraries/attacks.ts';
import type { AroundPorts } from '../seam/wrap-ports.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { needsTotp } from './operations.ts';
import { createToken } from './token-laws.ts';

const forgedTokensCostNothing = facadeLaw({
  id: 'a-forged-token-costs-nothing',
  promise: 'P14',
  name: 'text that is not a token is refused without a storage call',
  notApplicable: needsTotp,
  inputs: fc.array(tokenForgery, { minLength: 1, maxLength: 20 }),
  maxRuns: 30,
  async check(fixture, forgeries) {
    const { text } = await createToken(fixture, fixture.subject(), { bypass: true });
    for (const forged of forgeries) {
      let calls = 0;
      const counting: AroundPorts = {
        later: ({ port }, make) => {
          if (port === 'storage') calls += 1;
          return make();
        },
        now: (_call, make) => make(),
      };
      const result = await fixture.around(counting, () =>
        fixture.twoFactor.accessTokens.authenticate(forged(text)),
      );
      equal(result.isOk(), false, 'a forged token is refused');
      equal(calls, 0, 'a forged token causes no storage call');
    }
  },
});

/**
 * The checksum is no secret: an attacker makes it fit. A forgery that does not is refused before
 * the digest is compared, and so shows nothing of the digest.
 */
const everyPartCounts = facadeLaw({
  id: 'a-forged-token-is-unknown',
  promise: 'P14',
  name: 'a token text with another owner, id or secret is refused, although its checksum is right',
  notApplicable: needsTotp,
  inputs: fc.array(tokenForgeryWithChecksum, { minLength: 1, maxLength: 20 }),
  maxRuns: 30,
  async check(fixture, forgeries) {
    const { authenticate } = fixture.twoFactor.accessTokens;
    const { text } = await createToken(fixture, fixture.subject(), { bypass: true });
    for (const forged of forgeries) {
      const result = await authenticate(forged(text));
      const reason = result.isErr() && 'reason' in result.error ? result.error.reason : 'accepted';
      equal(reason, 'unknown', `the forged text ${forged(text)} is refused`);
    }
    equal((await authenticate(text)).isOk(), true, 'the text itself is accepted');
  },
});

/** Laws of forged tokens. */
export const forgedTokenLaws: readonly FacadeLaw[] = [forgedTokensCostNothing, everyPartCounts];
