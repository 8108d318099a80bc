/** Façade laws of trust: its end, its client, its grant (P6, P10, P11, P12). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Client } from '../../domain/keys/keyed-names.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import { clientVariants, unreadableClient } from '../arbitraries/clients.ts';
import { type Authenticator, type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import {
  asksFor,
  needsTotp,
  needsTrust,
  operationFor,
  operationWhere,
  operationsWhere,
  trustsClients,
} from './operations.ts';

async function isTrusted(
  fixture: FacadeFixture,
  subject: string,
  operation: string,
  from: Client,
): Promise<boolean> {
  const result = await fixture.authorize(subject, operation, { client: from });
  return result.isOk() && result.value.by === 'trusted-client';
}

/** Presents a code from a client. Resolves to the end of its trust, or 0 if it is not trusted. */
async function trustClient(
  fixture: FacadeFixture,
  subject: string,
  authenticator: Authenticator,
  from: Client = client,
): Promise<number> {
  const operation = operationFor(fixture.policy, trustsClients(fixture.policy));
  const code = { method: 'totp', value: authenticator.codeAt(fixture.parts.clock.at) } as const;
  const result = await fixture.authorize(subject, operation, { client: from, code });
  return (result.isOk() ? result.value.trustedUntil : undefined) ?? 0;
}

const trustEndsExactly = facadeLaw({
  id: 'trust-ends-exactly',
  promise: 'P6',
  name: 'a trusted client is granted 1 ms before `trustedUntil` and challenged at it; trust from the future does not count',
  notApplicable: needsTrust,
  inputs: fc.record({ used: fc.boolean() }),
  maxRuns: 10,
  async check(fixture, { used }) {
    const { clock } = fixture.parts;
    const operation = operationFor(fixture.policy, trustsClients(fixture.policy));
    const subject = fixture.subject();
    const until = await trustClient(fixture, subject, await fixture.enrollTotp(subject));
    const factorAt = clock.at;
    ok(until > factorAt, 'the client is trusted');
    clock.at = until - 1;
    if (used)
      equal(await isTrusted(fixture, subject, operation, client), true, 'trusted 1 ms before the end');
    clock.at = until;
    equal(
      await isTrusted(fixture, subject, operation, client),
      false,
      'not trusted at the end, which use does not extend',
    );
    clock.at = factorAt - 60_001;
    equal(
      await isTrusted(fixture, subject, operation, client),
      false,
      'trust from the future does not count',
    );
  },
});

const pendingEndsExactly = facadeLaw({
  id: 'a-pending-enrollment-ends-exactly',
  promise: 'P6',
  name: 'a pending enrollment can be confirmed 1 ms before its expiry and not at it',
  inputs: fc.record({ offset: fc.constantFrom(-1, 0, 1) }),
  maxRuns: 10,
  async check(fixture, { offset }) {
    const { clock } = fixture.parts;
    const subject = fixture.subject();
    const begun = await fixture.manage(subject, (proof) => fixture.twoFactor.totp.enroll(subject, { proof }));
    clock.at = begun.expiresAt + offset;
    const code = fixture.codesOf(begun.keyUri)(clock.at);
    const confirmed = await fixture.twoFactor.totp.confirm(subject, code);
    equal(confirmed.isOk(), offset < 0, `confirmed ${offset} ms after its expiry`);
  },
});

const trustIsBound = facadeLaw({
  id: 'trust-is-bound-to-its-client',
  promise: 'P10',
  name: 'trust counts only for its subject and client: another, missing or empty user agent, address or session has none, and a part that is no text identifies no client',
  notApplicable: needsTrust,
  inputs: fc.record({ variant: clientVariants(client), unreadable: unreadableClient(client) }),
  async check(fixture, { variant, unreadable }) {
    const operation = operationFor(fixture.policy, trustsClients(fixture.policy));
    const [subject, other] = [fixture.subject(), fixture.subject()];
    const authenticator = await fixture.enrollTotp(subject);
    equal(
      await trustClient(fixture, subject, authenticator, unreadable),
      0,
      'a client with a part that is no text does not become trusted',
    );
    fixture.parts.clock.advance(fixture.policy.totp.periodSeconds * 1000);
    const until = await trustClient(fixture, subject, authenticator);
    ok(until > 0, 'the client is trusted');
    await fixture.enrollTotp(other);
    fixture.parts.clock.at = until - 1;
    equal(await isTrusted(fixture, subject, operation, client), true, 'the client itself is trusted');
    equal(
      await isTrusted(fixture, subject, operation, { ...client, ip: '::ffff:203.0.113.9' }),
      true,
      'the same address in IPv6 is trusted',
    );
    equal(await isTrusted(fixture, subject, operation, variant), false, 'another client is not trusted');
    equal(
      await isTrusted(fixture, subject, operation, unreadable),
      false,
      'nor is one with a part that is no text',
    );
    equal(
      await isTrusted(fixture, other, operation, client),
      false,
      'the client is not trusted for another subject',
    );
    equal(
      await isTrusted(fixture, subject, operation, { userAgent: 'Firefox' }),
      false,
      'a client without address and session is not trusted',
    );
  },
});

const changes = {
  'another authenticator': (fixture, subject, authenticator) => fixture.enrollTotp(subject, authenticator),
  'fresh recovery codes': (fixture, subject, authenticator) =>
    fixture.manage(
      subject,
      (proof) => fixture.twoFactor.recoveryCodes.regenerate(subject, { proof }),
      authenticator,
    ),
  'the authenticator removed': (fixture, subject, authenticator) =>
    fixture.manage(subject, (proof) => fixture.twoFactor.totp.remove(subject, { proof }), authenticator),
  'another email': async (fixture, subject) => fixture.twoFactor.accountChanged(subject, { what: 'email' }),
  'another password': async (fixture, subject) =>
    fixture.twoFactor.accountChanged(subject, { what: 'password' }),
  'a reset': async (fixture, subject) =>
    fixture.twoFactor.reset(subject, { by: 'admin', reason: 'lost phone' }),
  'a revocation': async (fixture, subject) => fixture.twoFactor.trustedClients.revokeAll(subject),
} as const satisfies Record<
  string,
  (fixture: FacadeFixture, subject: string, authenticator: Authenticator) => Promise<unknown>
>;

const changesVoidTrust = facadeLaw({
  id: 'changes-void-all-trust',
  promise: 'P11',
  name: 'after any change of factor, recovery codes, email or password, or a reset, no client is trusted',
  notApplicable: needsTrust,
  inputs: fc.record({ change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])) }),
  maxRuns: 60,
  async check(fixture, { change }) {
    const operation = operationFor(fixture.policy, trustsClients(fixture.policy));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const elsewhere = { ...client, session: 'session 2' };
    await trustClient(fixture, subject, authenticator);
    fixture.parts.clock.advance(fixture.policy.totp.periodSeconds * 1000);
    await trustClient(fixture, subject, authenticator, elsewhere);
    void (await changes[change](fixture, subject, authenticator));
    for (const from of [client, elsewhere]) {
      equal(await isTrusted(fixture, subject, operation, from), false, `not trusted after ${change}`);
    }
    const listed = await fixture.twoFactor.trustedClients.list(subject);
    deepEqual(listed.isOk() && listed.value, [], `no client is listed as trusted after ${change}`);
  },
});

function ignoresTrust({ trustedClients, grantsTrust }: Rule): boolean {
  return trustedClients === 'ignored' && grantsTrust !== 'always';
}

const trustOnlyByFactors = facadeLaw({
  id: 'trust-only-by-factors-where-it-is-honoured',
  promise: 'P12',
  name: 'an operation that ignores trust neither uses nor grants it; a recovery code grants none anywhere',
  notApplicable: needsTotp,
  inputs: fc.record({ by: fc.constantFrom('totp', 'recovery-code'), which: fc.nat({ max: 20 }) }),
  maxRuns: 60,
  async check(fixture, { by, which }) {
    const { policy, parts } = fixture;
    const all = operationsWhere(policy, (rule) => asksFor('totp')(rule) && ignoresTrust(rule));
    const ignoring = all[which % all.length] ?? 'second-factor.account.change';
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const value = by === 'totp' ? authenticator.codeAt(parts.clock.at) : authenticator.recoveryCodes[0];
    const granted = await fixture.authorize(subject, ignoring, { client, code: { method: by, value } });
    equal(granted.isOk(), true, 'the code is granted');
    equal(granted.isOk() && granted.value.trustedUntil, undefined, `${ignoring} grants no trust`);
    const honoring = operationWhere(policy, trustsClients(policy));
    if (honoring === undefined) return;
    equal(
      await isTrusted(fixture, subject, honoring, client),
      false,
      'the client is not trusted elsewhere either',
    );
    const code = { method: 'recovery-code', value: authenticator.recoveryCodes[1] } as const;
    const recovered = await fixture.authorize(subject, honoring, { client, code });
    equal(recovered.isOk() && recovered.value.by, 'recovery-code');
    equal(await isTrusted(fixture, subject, honoring, client), false, 'a recovery code grants no trust');
    parts.clock.advance(policy.totp.periodSeconds * 1000);
    ok((await trustClient(fixture, subject, authenticator)) > 0, 'a factor grants trust');
    equal(await isTrusted(fixture, subject, ignoring, client), false, `${ignoring} uses no trust`);
  },
});

/** Laws of trust. */
export const trustLaws: readonly FacadeLaw[] = [
  trustEndsExactly,
  pendingEndsExactly,
  trustIsBound,
  changesVoidTrust,
  trustOnlyByFactors,
];
