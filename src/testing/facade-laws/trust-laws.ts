/** Façade laws of trust: exact, bound to a client, void after changes (P6, P10–P12). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { clientVariants } from '../arbitraries/clients.ts';
import { type Authenticator, type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import {
  asksFor,
  needsTotp,
  needsTrust,
  operationFor,
  operationWhere,
  operationsWhere,
  grantsTrust,
} from './operations.ts';

async function isTrusted(
  world: FacadeCase,
  subject: string,
  operation: string,
  from: Client,
): Promise<boolean> {
  const decision = await world.authorize(subject, operation, { client: from });
  return decision.isOk() && decision.value.by === 'trusted-client';
}

/** Presents a code from a client; resolves to `trustedUntil` of the grant, or 0. */
async function trust(
  world: FacadeCase,
  subject: string,
  authenticator: Authenticator,
  from: Client = client,
): Promise<number> {
  const operation = operationFor(world.policy, grantsTrust(world.policy));
  const code = { method: 'totp', value: authenticator.codeAt(world.parts.clock.at) } as const;
  const decision = await world.authorize(subject, operation, { client: from, code });
  return (decision.isOk() ? decision.value.trustedUntil : undefined) ?? 0;
}

const trustEndsExactly = facadeLaw({
  id: 'trust-ends-exactly',
  promise: 'P6',
  name: 'trust holds 1 ms before `trustedUntil`, not at it, and not over a minute before it was granted',
  notApplicable: needsTrust,
  inputs: fc.record({ used: fc.boolean() }),
  maxRuns: 10,
  async holds(world, { used }) {
    const { clock } = world.parts;
    const operation = operationFor(world.policy, grantsTrust(world.policy));
    const subject = world.subject();
    const until = await trust(world, subject, await world.enrollTotp(subject));
    const factorAt = clock.at;
    ok(until > factorAt, 'the client is trusted');
    clock.at = until - 1;
    if (used)
      equal(await isTrusted(world, subject, operation, client), true, 'trusted 1 ms before `trustedUntil`');
    clock.at = until;
    equal(
      await isTrusted(world, subject, operation, client),
      false,
      'not trusted at `trustedUntil`, even if the trust was used before',
    );
    clock.at = factorAt - 60_001;
    equal(await isTrusted(world, subject, operation, client), false, 'trust from the future does not count');
  },
});

const pendingEndsExactly = facadeLaw({
  id: 'a-pending-enrollment-ends-exactly',
  promise: 'P6',
  name: 'a pending enrollment can be confirmed 1 ms before `expiresAt`, and not at `expiresAt`',
  inputs: fc.record({ offset: fc.constantFrom(-1, 0, 1) }),
  maxRuns: 10,
  async holds(world, { offset }) {
    const { clock } = world.parts;
    const subject = world.subject();
    const begun = await world.manage(subject, (proof) => world.twoFactor.totp.enroll(subject, { proof }));
    clock.at = begun.expiresAt + offset;
    const code = world.codesOf(begun.keyUri)(clock.at);
    const confirmed = await world.twoFactor.totp.confirm(subject, code);
    equal(
      confirmed.isOk(),
      offset < 0,
      `confirmed at \`expiresAt\` ${offset < 0 ? '-' : '+'} ${Math.abs(offset)} ms`,
    );
  },
});

const trustIsBound = facadeLaw({
  id: 'trust-is-bound-to-its-client',
  promise: 'P10',
  name: 'trust counts for its subject and client only: no other user-agent, address or session shares it',
  notApplicable: needsTrust,
  inputs: fc.record({ variant: clientVariants(client) }),
  async holds(world, { variant }) {
    const operation = operationFor(world.policy, grantsTrust(world.policy));
    const [subject, other] = [world.subject(), world.subject()];
    const until = await trust(world, subject, await world.enrollTotp(subject));
    ok(until > 0, 'the client is trusted');
    await world.enrollTotp(other);
    world.parts.clock.at = until - 1;
    equal(await isTrusted(world, subject, operation, client), true, 'the client itself is trusted');
    equal(
      await isTrusted(world, subject, operation, { ...client, ip: '::ffff:203.0.113.9' }),
      true,
      'the same address in its IPv6 form is trusted',
    );
    equal(
      await isTrusted(world, subject, operation, variant),
      false,
      'a client that differs in one part is not trusted',
    );
    equal(
      await isTrusted(world, other, operation, client),
      false,
      'the client is not trusted for another subject',
    );
    equal(
      await isTrusted(world, subject, operation, { userAgent: 'Firefox' }),
      false,
      'a client without address and session is not trusted',
    );
  },
});

const changes = {
  'a new authenticator': (world, subject, authenticator) => world.enrollTotp(subject, authenticator),
  'new recovery codes': (world, subject, authenticator) =>
    world.manage(
      subject,
      (proof) => world.twoFactor.recoveryCodes.regenerate(subject, { proof }),
      authenticator,
    ),
  'removing the authenticator': (world, subject, authenticator) =>
    world.manage(subject, (proof) => world.twoFactor.totp.remove(subject, { proof }), authenticator),
  'a changed email': async (world, subject) => world.twoFactor.accountChanged(subject, { what: 'email' }),
  'a changed password': async (world, subject) =>
    world.twoFactor.accountChanged(subject, { what: 'password' }),
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
  maxRuns: 60,
  async holds(world, { change }) {
    const operation = operationFor(world.policy, grantsTrust(world.policy));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const elsewhere = { ...client, session: 'session 2' };
    await trust(world, subject, authenticator);
    world.parts.clock.advance(world.policy.totp.periodSeconds * 1000);
    await trust(world, subject, authenticator, elsewhere);
    void (await changes[change](world, subject, authenticator));
    for (const from of [client, elsewhere]) {
      equal(await isTrusted(world, subject, operation, from), false, `no client is trusted after ${change}`);
    }
    const listed = await world.twoFactor.trustedClients.list(subject);
    deepEqual(listed.isOk() && listed.value, [], `no client is listed after ${change}`);
  },
});

const trustOnlyByFactors = facadeLaw({
  id: 'trust-only-by-factors-where-it-is-honoured',
  promise: 'P12',
  name: 'an operation that ignores trust neither uses nor grants it; a recovery code never grants it',
  notApplicable: needsTotp,
  inputs: fc.record({ by: fc.constantFrom('totp', 'recovery-code'), operationIndex: fc.nat({ max: 20 }) }),
  maxRuns: 60,
  async holds(world, { by, operationIndex }) {
    const { policy, parts } = world;
    const all = operationsWhere(policy, (rule) => asksFor('totp')(rule) && rule.trustedClients === 'ignored');
    const ignoring = all[operationIndex % all.length] ?? 'second-factor.account.change';
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const value = by === 'totp' ? authenticator.codeAt(parts.clock.at) : authenticator.recoveryCodes[0];
    const granted = await world.authorize(subject, ignoring, { client, code: { method: by, value } });
    equal(granted.isOk(), true, 'the code is granted');
    equal(granted.isOk() && granted.value.trustedUntil, undefined, `${ignoring} grants no trust`);
    const honoring = operationWhere(policy, grantsTrust(policy));
    if (honoring === undefined) return;
    equal(
      await isTrusted(world, subject, honoring, client),
      false,
      'the client is not trusted elsewhere either',
    );
    const code = { method: 'recovery-code', value: authenticator.recoveryCodes[1] } as const;
    const recovered = await world.authorize(subject, honoring, { client, code });
    equal(recovered.isOk() && recovered.value.by, 'recovery-code', 'the recovery code is granted');
    equal(await isTrusted(world, subject, honoring, client), false, 'a recovery code grants no trust');
    parts.clock.advance(policy.totp.periodSeconds * 1000);
    ok((await trust(world, subject, authenticator)) > 0, 'a factor grants trust');
    equal(await isTrusted(world, subject, ignoring, client), false, `${ignoring} does not use trust`);
  },
});

/** The façade laws of trust. */
export const trustLaws: readonly FacadeLaw[] = [
  trustEndsExactly,
  pendingEndsExactly,
  trustIsBound,
  changesVoidTrust,
  trustOnlyByFactors,
];
