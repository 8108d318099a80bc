/** Façade laws of a storage that lost a part of a subject (P23). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Credentials } from '../../ports/credentials.ts';
import type { AroundPorts, PortCall } from '../seam/wrap-ports.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { operationFor, operationsWhere } from './operations.ts';

const lostFactorsAreNoMissingOnes = facadeLaw({
  id: 'a-lost-factor-is-no-missing-one',
  promise: 'P23',
  name: 'a subject whose factor is lost while recovery codes are left is `unavailable`, with and without a code',
  notApplicable: (policy) =>
    operationsWhere(policy, isAsked).length === 0 ? 'no operation asks for a second factor' : undefined,
  inputs: fc.record({ withCode: fc.boolean() }),
  maxRuns: 10,
  async check(fixture, { withCode }) {
    const { policy } = fixture;
    const operation = operationFor(policy, isAsked);
    const subject = fixture.subject();
    await fixture.enrollTotp(subject);
    const credentials: Credentials = withCode ? { code: { value: '123456' } } : {};
    const denied = await fixture.around(losing, () => fixture.authorize(subject, operation, credentials));
    equal(
      denied.match(
        ({ by }) => `granted by ${by}`,
        (denial) => (denial.kind === 'unavailable' ? denial.port : denial.kind),
      ),
      'storage',
      'a record that contradicts itself is a fault of the storage',
    );
  },
});

function isAsked({ secondFactor }: { readonly secondFactor: string }): boolean {
  return secondFactor === 'asked';
}

/** What a storage returns that lost the factors of the subject and nothing else. */
function withoutFactors(outcome: unknown): unknown {
  if (typeof outcome !== 'object' || outcome === null) return outcome;
  const lost = { totp: undefined, email: undefined };
  return 'state' in outcome
    ? { kind: 'not-enrolled', state: { ...(outcome.state as object), ...lost } }
    : { ...outcome, ...lost };
}

const losing: AroundPorts = {
  later: async <Value>({ port, method }: PortCall, make: () => Promise<Value>) => {
    const isState = port === 'storage' && (method === 'load' || method === 'charge');
    return isState ? (withoutFactors(await make()) as Value) : make();
  },
  now: (_call, make) => make(),
};

export const contradictionLaws: readonly FacadeLaw[] = [lostFactorsAreNoMissingOnes];
