/** Façade laws of a storage that is not what it was (P23). @module */

import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { AroundPorts } from '../seam/wrap-ports.ts';
import { client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { operationsWhere } from './operations.ts';

/** After this long a façade asks again which storage it talks to. */
const recognizedForMs = 60_000;

/** A storage that was written under another root key, and the other verbs that are called on it. */
function otherStorage(verbs: string[]): AroundPorts {
  return {
    later(call, make) {
      if (call.port !== 'storage') return make();
      if (call.method === 'recognize') return Promise.resolve('other' as never);
      verbs.push(call.method);
      return make();
    },
    now: (_call, make) => make(),
  };
}

const anotherKeyOpensNothing = facadeLaw({
  id: 'a-storage-of-another-key-opens-nothing',
  promise: 'P23',
  name: 'a storage that was written under another root key is unavailable within a minute, for every operation',
  notApplicable: (policy) =>
    operationsWhere(policy, () => true).length === 0 ? 'the policy has no operations' : undefined,
  inputs: fc.record({ which: fc.nat({ max: 100 }), stepsBack: fc.boolean() }),
  maxRuns: 30,
  async check(fixture, { which, stepsBack }) {
    const { policy, parts, twoFactor } = fixture;
    const operations = operationsWhere(policy, () => true);
    const operation = operations[which % operations.length] ?? '';
    const subject = fixture.subject();
    void (await twoFactor.status(subject));
    parts.clock.advance(stepsBack ? -1 : recognizedForMs);
    const verbs: string[] = [];
    const results = await fixture.around(otherStorage(verbs), async () => [
      await fixture.authorize(subject, operation, { client }),
      await twoFactor.status(subject),
      await twoFactor.totp.enroll(subject, {}),
    ]);
    const outcomes = results.map((result) =>
      result.isOk() ? 'granted' : 'port' in result.error ? result.error.port : result.error.kind,
    );
    deepEqual(
      outcomes,
      ['storage', 'storage', 'storage'],
      'every call is unavailable, and names the storage',
    );
    deepEqual(verbs, [], 'nothing else is asked of the other storage');
  },
});

/** Laws of a storage that is not what it was. */
export const lostStorageLaws: readonly FacadeLaw[] = [anotherKeyOpensNothing];
