/** P16: no fault in any port call grants anything or revives what was spent. @module */

import type { Result } from 'neverthrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyState } from '../../src/domain/subject/subject-state.ts';
import type { SecurityEvent, Unavailable } from '../../src/index.ts';
import { type Fault, type PortCall, faults } from '../facade/faults/faulty-ports.ts';
import { type ScenarioRun, resultOf, runScenario } from '../facade/faults/run-scenario.ts';
import { type Scenario, scenarios } from '../facade/faults/scenarios.ts';
import { settled } from '../support/settled.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};
beforeAll(() => {
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
});

describe.each(scenarios)('P16 $name', (scenario) => {
  test('stays safe with any fault in any one port call', async () => {
    const healthy = await runScenario(scenario);
    const problems: string[] = [];
    for (const [index, call] of healthy.calls.entries()) {
      for (const fault of faults) {
        if (!fault.ofPort(call)) continue;
        const run = await runScenario(scenario, { nth: index + 1, fault });
        const found = [
          ...problemsOfResult({ scenario, healthy, run, nth: index, fault }),
          ...problemsOfState(run),
          ...(await problemsOfReplay(scenario, run)),
        ];
        problems.push(
          ...found.map(
            (problem) => `call ${index + 1} (${call.port}.${call.verb}) ${fault.name}: ${problem}`,
          ),
        );
      }
    }
    await settled();
    expect(healthy.calls.length).toBeGreaterThan(2);
    expect(problems).toEqual([]);
    expect(unhandled.splice(0)).toEqual([]);
  });
});

interface FaultyRun {
  readonly scenario: Scenario;
  readonly healthy: ScenarioRun;
  readonly run: ScenarioRun;
  /** The index of the call that failed. */
  readonly nth: number;
  readonly fault: Fault;
}

/** The result is that of the healthy run, or `unavailable` with the name of the port. */
function problemsOfResult({ scenario, healthy, run, nth, fault }: FaultyRun): readonly string[] {
  const { result } = run;
  if (typeof result === 'string') return [`the call ${result}`];
  const problems: string[] = [];
  if (scenario.isWrong === true && result.isOk()) problems.push('a grant that the healthy run refuses');
  const call = healthy.calls[nth] as PortCall;
  if (comparableText(result) === comparableText(healthy.result) || isEndedTwice(result, call))
    return problems;
  if (isRetried(call, fault)) problems.push('the storage call was not made once more');
  const denial = (result.isErr() ? result.error : {}) as Partial<Unavailable>;
  // If `sleep` fails, a deadline seems to be over, and the denial names the port in question.
  const isNamed = denial.port === call.port || call.verb === 'sleep';
  if (denial.kind !== 'unavailable' || !isNamed) problems.push(`the result is ${comparableText(result)}`);
  if (isSideEffect(scenario, healthy.calls, nth)) problems.push('a notice or an event changes the result');
  return problems;
}

/** A storage call of unknown outcome is repeated, unless it counts or withdraws a mail. */
function isRetried({ port, verb }: PortCall, { isOutcomeUnknown }: Fault): boolean {
  return port === 'storage' && isOutcomeUnknown && !['countMail', 'withdrawEmailCode'].includes(verb);
}

/** A repeated end finds nothing if only the reply to the first one was lost. */
function isEndedTwice(result: Result<unknown, unknown>, { verb }: PortCall): boolean {
  return verb === 'forget' && comparableText(result) === '{"ok":{"erased":false}}';
}

/** Events in the middle of a call; after every other event only notices follow. */
const eventsInBetween = ['access-granted', 'email-code-sent', 'client-trusted'];
const noticeVerbs = ['countMail', 'send', 'mac', 'bytes', 'sleep', 'record'];

/** Whether a call publishes an event, or sends or counts a notice. */
function isSideEffect({ mailsCode }: Scenario, calls: readonly PortCall[], nth: number): boolean {
  const { port, verb } = calls[nth] as PortCall;
  if (port === 'events') return true;
  if (mailsCode === true || !noticeVerbs.includes(verb)) return false;
  const last = calls.slice(0, nth).findLastIndex((call) => call.port === 'events');
  const event = calls[last]?.args[0] as SecurityEvent | undefined;
  const isNotice = calls.slice(last + 1, nth).every((call) => noticeVerbs.includes(call.verb));
  return event !== undefined && !eventsInBetween.includes(event.kind) && isNotice;
}

/** Storage revives no spent code, and clears failures only if a code was granted or spent. */
function problemsOfState({ before, after, result, calls }: ScenarioRun): readonly string[] {
  // All of a forgotten subject is left, or nothing; after a success nothing.
  const isForgotten = calls.some(({ verb }) => verb === 'forget');
  const isGone = JSON.stringify(after) === JSON.stringify(emptyState);
  if (isForgotten && isGone) return [];
  if (isForgotten && typeof result !== 'string' && result.isOk()) return ['a forgotten subject is left'];
  const problems: string[] = [];
  if (after.generation < before.generation) problems.push('the generation went down');
  if (after.generation > before.generation) return problems;
  if ((after.totp?.lastStep ?? 0) < (before.totp?.lastStep ?? 0)) problems.push('a step came back');
  if (after.recoveryCodesLeft > before.recoveryCodesLeft) problems.push('a recovery code came back');
  const isSpent =
    after.totp?.lastStep !== before.totp?.lastStep ||
    after.recoveryCodesLeft !== before.recoveryCodesLeft ||
    after.emailCode?.issuedBy !== before.emailCode?.issuedBy;
  const isOk = typeof result !== 'string' && result.isOk();
  for (const method of ['totp', 'email', 'recovery-code', 'password', 'enrollment'] as const) {
    const fell = (after.attempts[method]?.failures ?? 0) < (before.attempts[method]?.failures ?? 0);
    if (fell && !isOk && !isSpent) problems.push(`failures of ${method} went down`);
  }
  return problems;
}

/** The same code, presented twice more without faults, opens once in all. */
async function problemsOfReplay(
  scenario: Scenario,
  { result, deployment, makeCall }: ScenarioRun,
): Promise<readonly string[]> {
  if (scenario.isSingleUse !== true) return [];
  const results = [result, await resultOf(deployment, makeCall), await resultOf(deployment, makeCall)];
  const grants = results.filter((one) => typeof one !== 'string' && one.isOk());
  return grants.length > 1 ? [`opens ${grants.length} times`] : [];
}

/** Fields that differ from run to run. */
const variableFields = ['trace', 'secret', 'keyUri', 'token', 'id', 'lastFour', 'recoveryCodes'];

/** A result as text, without the fields that differ from run to run. */
function comparableText(result: ScenarioRun['result']): string {
  if (typeof result === 'string') return result;
  const fields = result.isOk() ? { ok: result.value } : { err: result.error };
  return JSON.stringify(fields, (name, value: unknown) =>
    variableFields.includes(name) ? undefined : value,
  );
}
