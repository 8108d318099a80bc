/** Laws of trust through the whole façade: exact, bound to its client, void after every change (P6, P10, P11, P12). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { clientVariants } from '../arbitraries/clients.ts';
import { type Authenticator, type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import {
  asks,
  needsTotp,
  needsTrust,
  operationFor,
  operationWhere,
  operationsWhere,
  trusts,
} from './operations.ts';

async function isTrusted(
  world: FacadeCase,
  subject: string,
  operation: string,
  from: Client,
): Promise<boolean> {
  const answer = await world.authorize(subject, operation, { client: from });
  return answer.isOk() && answer.value.by === 'trusted-client';
}

/** Presents a code from a client; answers until when it is trusted. */
async function trust(
  world: FacadeCase,
  subject: string,
  authenticator: Authenticator,
  from: Client = client,
): Promise<number> {
  const operation = operationFor(world.policy, trusts(world.policy));
  const code = { method: 'totp', value: authenticator.codeAt(world.parts.clock.at) } as const;
  const answer = await world.authorize(subject, operation, { client: from, code });
  return (answer.isOk() ? answer.value.trustedUntil : undefined) ?? 0;
}

const trustEndsExactly = facadeLaw({
  id: 'trust-ends-exactly',
  promise: 'P6',
  name: 'a trusted client passes 1 ms before `trustedUntil` and is asked at it; a clock that steps back far trusts nobody',
  notApplicable: needsTrust,
  inputs: fc.record({ used: fc.boolean() }),
  mostRuns: 10,
  async holds(world, { used }) {
    const { clock } = world.parts;
    const operation = operationFor(world.policy, trusts(world.policy));
    const subject = world.subject();
    const until = await trust(world, subject, await world.enrollTotp(subject));
    const factorAt = clock.at;
    ok(until > factorAt, 'the client is trusted');
    clock.at = until - 1;
    if (used) equal(await isTrusted(world, subject, operation, client), true, '1 ms before the end');
    clock.at = until;
    equal(
      await isTrusted(world, subject, operation, client),
      false,
      'at the end; using it has not prolonged it',
    );
    clock.at = factorAt - 60_001;
    equal(await isTrusted(world, subject, operation, client), false, 'trust from the future');
  },
});

const pendingEndsExactly = facadeLaw({
  id: 'a-pending-enrollment-ends-exactly',
  promise: 'P6',
  name: 'a started enrollment is confirmed 1 ms before it ends and refused at its end',
  inputs: fc.record({ offset: fc.constantFrom(-1, 0, 1) }),
  mostRuns: 10,
  async holds(world, { offset }) {
    const { clock } = world.parts;
    const subject = world.subject();
    const begun = await world.manage(subject, (proof) => world.twoFactor.totp.enroll(subject, { proof }));
    clock.at = begun.expiresAt + offset;
    const early = world.codeOf(begun.keyUri)(clock.at);
    const confirmed = await world.twoFactor.totp.confirm(subject, early);
    equal(confirmed.isOk(), offset < 0, `confirmed ${offset} ms after its end`);
  },
});

const trustIsBound = facadeLaw({
  id: 'trust-is-bound-to-its-client',
  promise: 'P10',
  name: 'trust counts for its subject and client alone: no other user-agent, address or session, missing or empty, shares it',
  notApplicable: needsTrust,
  inputs: fc.record({ variant: clientVariants(client) }),
  async holds(world, { variant }) {
    const operation = operationFor(world.policy, trusts(world.policy));
    const [subject, other] = [world.subject(), world.subject()];
    const until = await trust(world, subject, await world.enrollTotp(subject));
    ok(until > 0, 'the client is trusted');
    await world.enrollTotp(other);
    world.parts.clock.at = until - 1;
    equal(await isTrusted(world, subject, operation, client), true, 'its own client');
    equal(
      await isTrusted(world, subject, operation, { ...client, ip: '::ffff:203.0.113.9' }),
      true,
      'in IPv6',
    );
    equal(await isTrusted(world, subject, operation, variant), false, 'another client');
    equal(await isTrusted(world, other, operation, client), false, 'another subject');
    equal(
      await isTrusted(world, subject, operation, { userAgent: 'Firefox' }),
      false,
      'nobody in particular',
    );
  },
});

const changes = {
  'another authenticator': (world, subject, authenticator) => world.enrollTotp(subject, authenticator),
  'fresh recovery codes': (world, subject, authenticator) =>
    world.manage(
      subject,
      (proof) => world.twoFactor.recoveryCodes.regenerate(subject, { proof }),
      authenticator,
    ),
  'the authenticator removed': (world, subject, authenticator) =>
    world.manage(subject, (proof) => world.twoFactor.totp.remove(subject, { proof }), authenticator),
  'another email': async (world, subject) => world.twoFactor.accountChanged(subject, { what: 'email' }),
  'another password': async (world, subject) => world.twoFactor.accountChanged(subject, { what: 'password' }),
  'a reset': async (world, subject) => world.twoFactor.reset(subject, { by: 'admin', reason: 'lost phone' }),
  'a revocation': async (world, subject) => world.twoFactor.trustedClients.revokeAll(subject),
} as const satisfies Record<
  string,
  (world: FacadeCase, subject: string, authenticator: Authenticator) => Promise<unknown>
>;

const changesVoidTrust = facadeLaw({
  id: 'changes-void-all-trust',
  promise: 'P11',
  name: 'after any change of factor, recovery codes, email or password, or a reset, no client is trusted',
  notApplicable: needsTrust,
  inputs: fc.record({ change: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])) }),
  mostRuns: 60,
  async holds(world, { change }) {
    const operation = operationFor(world.policy, trusts(world.policy));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const elsewhere = { ...client, session: 'session 2' };
    await trust(world, subject, authenticator);
    world.parts.clock.advance(world.policy.totp.periodSeconds * 1000);
    await trust(world, subject, authenticator, elsewhere);
    void (await changes[change](world, subject, authenticator));
    for (const from of [client, elsewhere]) {
      equal(await isTrusted(world, subject, operation, from), false, `trusted after ${change}`);
    }
    const listed = await world.twoFactor.trustedClients.list(subject);
    deepEqual(listed.isOk() && listed.value, [], `listed as trusted after ${change}`);
  },
});

const trustOnlyByFactors = facadeLaw({
  id: 'trust-only-by-factors-where-it-is-honoured',
  promise: 'P12',
  name: 'an operation that ignores trust neither uses nor grants it; recovery codes and passwords grant none anywhere',
  notApplicable: needsTotp,
  inputs: fc.record({ by: fc.constantFrom('totp', 'recovery-code'), which: fc.nat({ max: 20 }) }),
  mostRuns: 60,
  async holds(world, { by, which }) {
    const { policy, parts } = world;
    const all = operationsWhere(policy, (rule) => asks('totp')(rule) && rule.trustedClients === 'ignored');
    const ignoring = all[which % all.length] ?? 'second-factor.account.change';
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const value = by === 'totp' ? authenticator.codeAt(parts.clock.at) : authenticator.recoveryCodes[0];
    const granted = await world.authorize(subject, ignoring, { client, code: { method: by, value } });
    equal(granted.isOk(), true, 'granted');
    equal(granted.isOk() && granted.value.trustedUntil, undefined, `${ignoring} granted trust`);
    const honouring = operationWhere(policy, trusts(policy));
    if (honouring === undefined) return;
    equal(await isTrusted(world, subject, honouring, client), false, 'nor is the client trusted elsewhere');
    const code = { method: 'recovery-code', value: authenticator.recoveryCodes[1] } as const;
    const recovered = await world.authorize(subject, honouring, { client, code });
    equal(recovered.isOk() && recovered.value.by, 'recovery-code');
    equal(await isTrusted(world, subject, honouring, client), false, 'a recovery code grants no trust');
    parts.clock.advance(policy.totp.periodSeconds * 1000);
    ok((await trust(world, subject, authenticator)) > 0, 'a factor does');
    equal(await isTrusted(world, subject, ignoring, client), false, `${ignoring} used trust`);
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
