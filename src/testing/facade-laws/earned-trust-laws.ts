/** Façade laws of what earns trust, and where it counts (P10, P12). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Denial } from '../../domain/decision/denial.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { type Factor, factors } from '../../domain/policy/method.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { TrustedClient } from '../../domain/subject/subject-record.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import { grantsTrust, trustTermsOf } from '../../domain/subject/trust.ts';
import type { Credentials } from '../../ports/credentials.ts';
import type { AroundPorts, PortCall } from '../seam/wrap-ports.ts';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import {
  asksFor,
  needsTotp,
  needsTrust,
  operationFor,
  operationsWhere,
  trustsClients,
} from './operations.ts';

/** An operation where a factor earns trust, and one that honors trust but not of this factor. */
interface Pair {
  readonly factor: Factor;
  readonly earns: string;
  readonly refuses: string;
}

function pairsOf(policy: Policy): readonly Pair[] {
  const honoring = operationsWhere(
    policy,
    (rule) =>
      rule.secondFactor === 'asked' &&
      trustTermsOf(policy.trust, rule) !== undefined &&
      grantsTrust(policy.trust, rule),
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

const trustAsTheRuleSays = facadeLaw({
  id: 'trust-is-granted-as-the-rule-says',
  promise: 'P12',
  name: 'a factor trusts its client if and only if the rule says so, and only for what honors that trust',
  notApplicable: needsTotp,
  inputs: fc.record({ which: fc.nat({ max: 100 }) }),
  maxRuns: 20,
  async check(fixture, { which }) {
    const { policy, parts, twoFactor } = fixture;
    const all = operationsWhere(policy, asksFor('totp'));
    const operation = all[which % all.length] ?? '';
    const rule = policy.operations[operation];
    if (rule === undefined) return;
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const code = { method: 'totp', value: authenticator.codeAt(parts.clock.at) } as const;
    const granted = await fixture.authorize(subject, operation, { client, code });
    const trusts = grantsTrust(policy.trust, rule);
    equal(granted.isOk() && granted.value.trustedUntil !== undefined, trusts, `${operation} says so`);
    const listed = await twoFactor.trustedClients.list(subject);
    equal(listed.isOk() && listed.value.length, trusts ? 1 : 0, `${operation} grants trust accordingly`);
    for (const other of all) {
      const again = await fixture.authorize(subject, other, { client });
      const otherRule = policy.operations[other];
      const honors = trusts && otherRule !== undefined && trustTermsOf(policy.trust, otherRule) !== undefined;
      equal(again.isOk() && again.value.by === 'trusted-client', honors, `${other} honors it accordingly`);
    }
  },
});

/** What a storage returns that mixes up its clients: the state with the trust of another one. */
function withTrust(outcome: unknown, trust: TrustedClient | undefined): unknown {
  if (typeof outcome !== 'object' || outcome === null) return outcome;
  return 'state' in outcome
    ? { ...outcome, kind: 'trusted', state: { ...(outcome.state as SubjectState), trust } }
    : { ...outcome, trust };
}

const foreignTrustOpensNothing = facadeLaw({
  id: 'trust-of-another-client-opens-nothing',
  promise: 'P10',
  name: 'a storage that returns the trust of another client is refused as `unavailable`, also beside a code',
  notApplicable: needsTrust,
  inputs: fc.record({ withCode: fc.boolean() }),
  maxRuns: 10,
  async check(fixture, { withCode }) {
    const { policy, parts } = fixture;
    const operation = operationFor(policy, trustsClients(policy));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const code = { method: 'totp', value: authenticator.codeAt(parts.clock.at) } as const;
    const granted = await fixture.authorize(subject, operation, { client, code });
    equal(granted.isOk(), true, 'the client is trusted');
    let trust: TrustedClient | undefined;
    const listening = around(async (_call, make) => {
      const outcome = await make();
      trust = (outcome as Partial<SubjectState>).trust ?? trust;
      return outcome;
    });
    const ask = (from: Client, given: Credentials = {}) =>
      fixture.authorize(subject, operation, { client: from, ...given });
    void (await fixture.around(listening, () => ask(client)));
    ok(trust !== undefined, 'the storage returns the trust of the client');
    const lying = around(async (_call, make) => withTrust(await make(), trust));
    const given = withCode ? { code: { ...code, value: `${code.value}0`.slice(1) } } : {};
    const stranger = { ...client, session: 'session of a stranger' };
    const denied = await fixture.around(lying, () => ask(stranger, given));
    deepEqual(
      denied.match(({ by }) => by, unavailablePort),
      'storage',
      'trust of another client is a fault of the storage',
    );
  },
});

function unavailablePort(denial: Denial): string {
  return denial.kind === 'unavailable' ? denial.port : denial.kind;
}

/** Around the calls of the storage that read a state. */
function around(read: (call: PortCall, make: () => Promise<unknown>) => Promise<unknown>): AroundPorts {
  return {
    later: <Value>(call: PortCall, make: () => Promise<Value>) =>
      call.port === 'storage' && (call.method === 'load' || call.method === 'charge')
        ? (read(call, make) as Promise<Value>)
        : make(),
    now: (_call, make) => make(),
  };
}

/** Laws of earned trust. */
export const earnedTrustLaws: readonly FacadeLaw[] = [
  trustCountsForItsMethod,
  trustAsTheRuleSays,
  foreignTrustOpensNothing,
];
