/** Façade laws of what earns trust, and where it counts (P12). @module */

import { equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { type Factor, factors } from '../../domain/policy/method.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { trustTermsOf } from '../../domain/subject/trust.ts';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { operationsWhere } from './operations.ts';

/** An operation where a factor earns trust, and one that honors trust but not of this factor. */
interface Pair {
  readonly factor: Factor;
  readonly earns: string;
  readonly refuses: string;
}

function pairsOf(policy: Policy): readonly Pair[] {
  const honoring = operationsWhere(
    policy,
    (rule) => rule.secondFactor === 'asked' && trustTermsOf(policy.trust, rule) !== undefined,
  );
  const accepts = (operation: string, factor: Factor): boolean =>
    policy.operations[operation]?.methods.includes(factor) === true;
  return factors.flatMap((factor) =>
    honoring
      .filter((earns) => accepts(earns, factor))
      .flatMap((earns) =>
        honoring
          .filter((refuses) => !accepts(refuses, factor))
          .map((refuses) => ({ factor, earns, refuses })),
      ),
  );
}

/** Enrolls the factor and presents it from the client. */
async function present(fixture: FacadeFixture, subject: string, { factor, earns }: Pair): Promise<void> {
  const { parts } = fixture;
  let value: string | undefined;
  if (factor === 'totp') value = (await fixture.enrollTotp(subject)).codeAt(parts.clock.at);
  else {
    await fixture.enableEmail(subject);
    void (await fixture.authorize(subject, earns, { client, code: { method: factor } }));
    value = parts.mailer.latestCode(fixture.addressOf(subject));
  }
  const granted = await fixture.authorize(subject, earns, { client, code: { method: factor, value } });
  ok(granted.isOk() && granted.value.trustedUntil !== undefined, `${factor} earns trust for ${earns}`);
}

const trustCountsForItsMethod = facadeLaw({
  id: 'trust-counts-where-its-factor-does',
  promise: 'P12',
  name: 'a client that is trusted for one factor is not trusted where only another is accepted',
  notApplicable: (policy) =>
    pairsOf(policy).length === 0 ? 'no two operations honor trust and accept different factors' : undefined,
  inputs: fc.record({ which: fc.nat({ max: 100 }) }),
  maxRuns: 20,
  async check(fixture, { which }) {
    const pairs = pairsOf(fixture.policy);
    const pair = pairs[which % pairs.length];
    if (pair === undefined) return;
    const subject = fixture.subject();
    await present(fixture, subject, pair);
    const again = await fixture.authorize(subject, pair.earns, { client });
    equal(again.isOk() && again.value.by, 'trusted-client', `${pair.earns} honors its own trust`);
    const elsewhere = await fixture.authorize(subject, pair.refuses, { client });
    equal(
      elsewhere.isOk() && elsewhere.value.by,
      false,
      `${pair.refuses} does not accept ${pair.factor}, so it honors no trust that ${pair.factor} earned`,
    );
  },
});

/** Laws of earned trust. */
export const earnedTrustLaws: readonly FacadeLaw[] = [trustCountsForItsMethod];
