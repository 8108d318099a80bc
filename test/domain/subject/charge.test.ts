/** `charge`: a repeated call returns the same outcome. @module */

import { type ChargeInput, charge, emptyRecord } from 'second-factor/domain';
import { expect, test } from 'vitest';

test('charge: a repeated attempt that disabled its factor stays with that factor and counts once', () => {
  const record = {
    ...emptyRecord,
    email: { enabledAt: 0, addresses: [] },
    recoveryCodes: [{ digest: 'unspent' }],
    attempts: { email: { failures: 4, lockedUntil: 0, recent: [] } },
  };
  const input: ChargeInput = {
    attemptId: 'the fifth',
    at: 1000,
    candidates: [
      { method: 'email', digits: 6 },
      { method: 'recovery-code', isWellFormed: true },
    ],
    automaticEmail: false,
    locks: { ms: [0], disabledAt: 5 },
  };
  const first = charge(record, input);
  const second = charge(first.record, input);
  expect(first.outcome).toMatchObject({ kind: 'charged', method: 'email' });
  expect(second).toEqual(first);
  expect(charge(second.record, { ...input, attemptId: 'the sixth' }).outcome).toMatchObject({
    kind: 'charged',
    method: 'recovery-code',
  });
});
