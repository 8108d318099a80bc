/** Runs a scenario, with at most one fault in it. @module */

import type { Result } from 'neverthrow';
import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import type { SubjectState } from '../../../src/domain/subject/subject-state.ts';
import { settled as nothingElse } from '../../support/settled.ts';
import { type Deployment, deploy } from './deployment.ts';
import type { PlannedFault, PortCall } from './faulty-ports.ts';
import type { Scenario, TestedCall } from './scenarios.ts';

/** A scenario after its tested call. */
export interface ScenarioRun {
  /** What the call resolved to. A call must neither hang nor reject. */
  readonly result: Result<unknown, unknown> | 'hung' | 'rejected';
  readonly calls: readonly PortCall[];
  readonly before: SubjectState;
  readonly after: SubjectState;
  readonly deployment: Deployment;
  readonly makeCall: TestedCall;
}

export async function runScenario(
  scenario: Scenario,
  planned?: PlannedFault,
  by?: Parameters<typeof deploy>[0],
): Promise<ScenarioRun> {
  const deployment = deploy(by);
  const { interceptor, storage } = deployment;
  const makeCall = await scenario.before(deployment);
  const tag = await tagOf(deployment);
  const before = await storage.load(tag, {});
  interceptor.calls = [];
  interceptor.mode = planned ?? 'count';
  const result = await resultOf(deployment, makeCall);
  interceptor.mode = 'off';
  const after = await storage.load(tag, {});
  return { result, calls: interceptor.calls, before, after, deployment, makeCall };
}

/** Makes the call. Its clock advances by half a second whenever nothing else can happen. */
export async function resultOf({ clock }: Deployment, makeCall: TestedCall): Promise<ScenarioRun['result']> {
  const settled: ScenarioRun['result'][] = [];
  const keep = (result: ScenarioRun['result']): void => {
    settled.push(result);
  };
  try {
    void makeCall().then(keep, () => keep('rejected'));
  } catch {
    return 'rejected';
  }
  for (let halfSeconds = 0; halfSeconds < 240; halfSeconds++) {
    await nothingElse();
    const [result] = settled;
    if (result !== undefined) return result;
    clock.advance(500);
  }
  return 'hung';
}

/** The subject tag of alice, which only storage calls show. */
async function tagOf({ twoFactor, interceptor }: Deployment): Promise<SubjectTag> {
  interceptor.mode = 'count';
  interceptor.calls = [];
  void (await twoFactor.recoveryCodes.remaining('alice'));
  const load = interceptor.calls.find(({ verb }) => verb === 'load');
  interceptor.mode = 'off';
  return load?.args[0] as SubjectTag;
}
