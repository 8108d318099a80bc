/** P16: whatever port fails in whatever way at whatever call of whatever method, nobody gets in and nothing spent comes back. @module */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Unavailable } from '../../src/index.ts';
import { type PortCall, faults } from './faults/faulty-ports.ts';
import { type Played, nextTurn, play, settle } from './faults/play-fault.ts';
import { type Scene, scenes } from './faults/scenes.ts';

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

describe.each(scenes)('$name', (scene) => {
  test('with any one call of any port going wrong in any way', async () => {
    const healthy = await play(scene);
    const problems: string[] = [];
    for (const [index, call] of healthy.calls.entries()) {
      for (const fault of faults) {
        if (!fault.ofPort(call)) continue;
        const played = await play(scene, { nth: index + 1, fault });
        const told = [...judge(scene, healthy, played, call), ...(await presentAgain(scene, played))];
        problems.push(...told.map((problem) => `call ${index + 1} (${call.port}.${call.verb}) ${fault.name}: ${problem}`));
      }
    }
    await nextTurn();
    expect(healthy.calls.length).toBeGreaterThan(2);
    expect(problems).toEqual([]);
    expect(unhandled.splice(0)).toEqual([]);
  });
});

function judge(scene: Scene, healthy: Played, played: Played, call: PortCall): readonly string[] {
  const { answer } = played;
  if (typeof answer === 'string') return [`the call ${answer}`];
  const problems: string[] = [];
  if (scene.isWrong === true && answer.isOk()) problems.push('a grant that the healthy world does not give');
  if (textOf(answer) !== textOf(healthy.answer)) {
    const denial = (answer.isErr() ? answer.error : {}) as Partial<Unavailable>;
    // A clock that sleeps badly says that time is up: whose time it was is then what is told.
    const isNamed = denial.port === call.port || call.verb === 'sleep';
    if (denial.kind !== 'unavailable' || !isNamed) problems.push(`answers ${textOf(answer)}`);
    if (isAside(scene, healthy, call)) problems.push('a notice or an event changes the answer');
  } else if (mustRefuse(scene, healthy, call) && played.stage.wire.calls.length > 0 && !isHarmless(played, call)) {
    problems.push('answers as if nothing had happened');
  }
  return [...problems, ...lost(played)];
}

/** Events, notices and the counting of notices: whatever follows the last commit. */
function isAside(scene: Scene, { calls }: Played, call: PortCall): boolean {
  if (call.port === 'events') return true;
  if (scene.mailsCode === true) return false;
  const commit = calls.findLastIndex(({ port, verb }) => port === 'storage' && verb !== 'countMail');
  return calls.indexOf(call) > commit && !['authenticate', 'findToken'].includes(call.verb) && isAnnouncing(calls, commit);
}

/** Whether what follows the commit is an announcement: a mail goes out there. */
function isAnnouncing(calls: readonly PortCall[], commit: number): boolean {
  return calls.slice(commit + 1).some(({ verb }) => verb === 'countMail' || verb === 'record');
}

/** Ports that are asked once and decide. */
function mustRefuse(_scene: Scene, _healthy: Played, call: PortCall): boolean {
  return ['accounts', 'policy'].includes(call.port) || call.verb === 'now';
}

/** The port did answer rightly, once. */
function isHarmless({ stage }: Played, _call: PortCall): boolean {
  const { armed } = stage.wire;
  return armed === undefined;
}

/** What storage remembers may only become more. */
function lost({ before, after, answer }: Played): readonly string[] {
  const problems: string[] = [];
  if (after.epoch < before.epoch) problems.push('the epoch went down');
  if (typeof answer !== 'string' && answer.isErr()) {
    if (before.totp !== undefined && after.totp?.id === before.totp.id && after.totp.lastStep < before.totp.lastStep)
      problems.push('a step came back');
  }
  return problems;
}

/** The same code, presented twice more when everything works again: it opens once in all. */
async function presentAgain(scene: Scene, { answer, stage, act }: Played): Promise<readonly string[]> {
  if (scene.isSingleUse !== true) return [];
  const grants = [answer, await settle(stage, act), await settle(stage, act)].filter(
    (one) => typeof one !== 'string' && one.isOk(),
  );
  return grants.length > 1 ? [`opens ${grants.length} times`] : [];
}

/** An answer as text, without the trace. */
function textOf(answer: Played['answer']): string {
  if (typeof answer === 'string') return answer;
  return JSON.stringify(answer.isOk() ? { ok: answer.value } : { err: answer.error }, (name, value: unknown) =>
    name === 'trace' ? undefined : value,
  );
}
