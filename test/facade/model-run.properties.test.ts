/**
 * P1 to P18 over the whole façade: random sequences of calls, account changes, policy changes and
 * clock jumps, compared with a pure model that shares no code with the library.
 *
 * @module
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { type SecurityEvent, createTwoFactor, generateKeys } from '../../src/index.ts';
import type { Mail } from '../../src/ports/mailer.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { step } from './model/arbitraries.ts';
import { callsOf } from './model/calls.ts';
import { type Real, checkCall } from './model/check-call.ts';
import { newModel } from './model/clients.ts';
import { deployments } from './model/drawn-numbers.ts';
import { type Numbers, modelRule, policyOf } from './model/settings.ts';
import { spelledAnyhow } from './model/spelled-anyhow.ts';
import { type Model, ownerOf } from './model/state.ts';
import type { Step } from './model/steps.ts';

const runs = Math.max(1000, Number(process.env['PROPERTY_RUNS'] ?? 0));
const keys = generateKeys();

function deploy(
  [numbers, others]: readonly [Numbers, Numbers],
  tally: Map<string, number>,
): {
  readonly model: Model;
  readonly real: Real;
} {
  const clock = virtualClock();
  const model = newModel(numbers, () => clock.at);
  const mails: Mail[] = [];
  const events: SecurityEvent[] = [];
  const policies = new Map([numbers, others].map((one) => [one, policyOf(one)]));
  const ports = embeddedPorts({
    keys,
    clock,
    mailer: { send: (mail) => Promise.resolve(mails.push(mail)) },
    events: { record: (event) => events.push(event) },
    accounts: {
      // A user store that ignores case.
      find: (subject) => {
        const person = ownerOf(model, subject.toLowerCase());
        if (person === undefined) return Promise.resolve(undefined);
        const { password, ...rest } = person.account;
        return Promise.resolve({ id: person.name, ...rest, hasPassword: password !== undefined });
      },
      verifyPassword: (id, password) => Promise.resolve(ownerOf(model, id)?.account.password === password),
    },
  });
  const twoFactor = spelledAnyhow(
    createTwoFactor<string>({ policy: () => policies.get(model.numbers)!, ports }),
    ({ subject, operation }) =>
      ownerOf(model, subject) !== undefined &&
      (operation === undefined || modelRule(model.numbers, operation) !== undefined),
  );
  const otherNumbers = (current: Numbers): Numbers => (current === numbers ? others : numbers);
  const past = { emails: [], recovery: [] };
  const latest = clock.at;
  return {
    model,
    real: {
      clock,
      twoFactor,
      mails,
      events,
      latest,
      tokens: [],
      clientIds: new Map(),
      past,
      otherNumbers,
      tally,
    },
  };
}

/** A step as a command, which a failed run prints as the step. */
function commandOf(one: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: () => true,
    run: async (model, real) => {
      for (const call of callsOf(model, real, one)) await checkCall(real, call);
    },
    toString: () => JSON.stringify(one),
  };
}

/** Reads everything about each subject at the end of a run. */
const finalSteps: readonly Step[] = ['alice', 'bob'].flatMap((who): readonly Step[] => [
  { do: 'status', who },
  { do: 'remaining', who },
  { do: 'list tokens', who },
  { do: 'list clients', who },
]);

/** Outcomes that 1 000 runs reach at least five times. */
const expectedOften = [
  ...['not-required', 'not-enrolled', 'access-token', 'trusted-client'].map((by) => `granted ${by}`),
  ...['totp', 'email', 'recovery-code', 'password'].map((by) => `granted ${by}`),
  ...['totp', 'email', 'password'].map((method) => `second-factor-required ${method}`),
  ...['wrong-code', 'code-already-used', 'malformed-code', 'method-unavailable'].map(
    (reason) => `second-factor-invalid ${reason}`,
  ),
  ...['totp', 'email', 'password', 'recovery-code'].map((method) => `too-many-attempts ${method}`),
  ...['unknown', 'expired', 'out-of-scope', 'not-allowed-here'].map((why) => `access-token-refused ${why}`),
  ...['totp', 'email', 'password'].map((method) => `factor-disabled ${method}`),
  'enrollment-required',
  'enrollment-required sign-in-again',
  'unavailable',
  'unknown-operation',
  'unknown-subject',
  'limit-reached',
  'account changed by a grant ok',
  ...[
    'confirm totp',
    'remove totp',
    'enable email',
    'disable email',
    'regenerate codes',
    'reset',
    'forget',
  ].map((name) => `${name} ok`),
];

test(
  'P1 to P18 results, mails and events of any sequence of calls are those of the model',
  { timeout: 600_000 },
  async () => {
    const tally = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        deployments,
        fc.commands([step.map(commandOf)], { maxCommands: 60, size: 'max' }),
        async (numbers, commands) => {
          await fc.asyncModelRun(() => deploy(numbers, tally), [...commands, ...finalSteps.map(commandOf)]);
        },
      ),
      { numRuns: runs },
    );
    // Runs that reach nothing would agree with any model.
    expect(expectedOften.filter((label) => (tally.get(label) ?? 0) < 5)).toEqual([]);
  },
);
