/** P16: whatever port fails in whatever way at whatever call of whatever method, nobody gets in and nothing spent comes back. @module */

import type { Result } from 'neverthrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SecurityEvent, Unavailable } from '../../src/index.ts';
import { type Fault, type PortCall, faults } from './faults/faulty-ports.ts';
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
        const told = [
          ...judge(scene, healthy, played, { nth: index, fault }),
          ...lost(played),
          ...(await presentAgain(scene, played)),
        ];
        problems.push(
          ...told.map((problem) => `call ${index + 1} (${call.port}.${call.verb}) ${fault.name}: ${problem}`),
        );
      }
    }
    await nextTurn();
    expect(healthy.calls.length).toBeGreaterThan(2);
    expect(problems).toEqual([]);
    expect(unhandled.splice(0)).toEqual([]);
  });
});

function judge(
  scene: Scene,
  healthy: Played,
  played: Played,
  { nth, fault }: { readonly nth: number; readonly fault: Fault },
): readonly string[] {
  const { answer } = played;
  if (typeof answer === 'string') return [`the call ${answer}`];
  const problems: string[] = [];
  if (scene.isWrong === true && answer.isOk()) problems.push('a grant that the healthy world does not give');
  const call = healthy.calls[nth] as PortCall;
  if (textOf(answer) === textOf(healthy.answer) || isRevokedTwice(answer, call)) return problems;
  if (isAskedAgain(call, fault)) problems.push('storage was not asked once more');
  const denial = (answer.isErr() ? answer.error : {}) as Partial<Unavailable>;
  // A clock that sleeps badly says that time is up: whose time it was is then what is told.
  const isNamed = denial.port === call.port || call.verb === 'sleep';
  if (denial.kind !== 'unavailable' || !isNamed) problems.push(`answers ${textOf(answer)}`);
  if (isAside(scene, healthy.calls, nth)) problems.push('a notice or an event changes the answer');
  return problems;
}

/** One call that nobody knows the outcome of is made again, but for the counting and taking back of mails. */
function isAskedAgain({ port, verb }: PortCall, { leavesOpen }: Fault): boolean {
  return port === 'storage' && leavesOpen && !['countMail', 'withdrawEmailCode'].includes(verb);
}

/** A revocation whose reply was lost finds nothing the second time; what was to go is gone. */
function isRevokedTwice(answer: Result<unknown, unknown>, { verb }: PortCall): boolean {
  return verb === 'revokeToken' && textOf(answer) === '{"err":{"kind":"not-found"}}';
}

/** After these the decision or the change goes on; after every other event only notices follow. */
const eventsInBetween = ['access-granted', 'email-code-sent', 'client-trusted'];
const noticeVerbs = ['countMail', 'send', 'mac', 'bytes', 'sleep', 'record'];

/** Events, notices and the counting of notices. */
function isAside({ mailsCode }: Scene, calls: readonly PortCall[], nth: number): boolean {
  const { port, verb } = calls[nth] as PortCall;
  if (port === 'events') return true;
  if (mailsCode === true || !noticeVerbs.includes(verb)) return false;
  const last = calls.slice(0, nth).findLastIndex((call) => call.port === 'events');
  const event = calls[last]?.args[0] as SecurityEvent | undefined;
  const isNotice = calls.slice(last + 1, nth).every((call) => noticeVerbs.includes(call.verb));
  return event !== undefined && !eventsInBetween.includes(event.kind) && isNotice;
}

/** What storage remembers of codes and failures may only become more, unless the answer says why not. */
function lost({ before, after, answer }: Played): readonly string[] {
  const problems: string[] = [];
  if (after.generation < before.generation) problems.push('the generation went down');
  if (after.generation > before.generation) return problems;
  if ((after.totp?.lastStep ?? 0) < (before.totp?.lastStep ?? 0)) problems.push('a step came back');
  if (after.recoveryCodesLeft > before.recoveryCodesLeft) problems.push('a recovery code came back');
  const isSpent =
    after.totp?.lastStep !== before.totp?.lastStep ||
    after.recoveryCodesLeft !== before.recoveryCodesLeft ||
    after.emailCode?.issuedBy !== before.emailCode?.issuedBy;
  const isOk = typeof answer !== 'string' && answer.isOk();
  for (const method of ['totp', 'email', 'recovery-code', 'password', 'enrollment'] as const) {
    const fell = (after.attempts[method]?.failures ?? 0) < (before.attempts[method]?.failures ?? 0);
    if (fell && !isOk && !isSpent) problems.push(`failures of ${method} went down`);
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

const freshNames = ['trace', 'secret', 'keyUri', 'token', 'id', 'lastFour', 'recoveryCodes'];

/** An answer as text, without the trace and what is drawn afresh. */
function textOf(answer: Played['answer']): string {
  if (typeof answer === 'string') return answer;
  const told = answer.isOk() ? { ok: answer.value } : { err: answer.error };
  return JSON.stringify(told, (name, value: unknown) => (freshNames.includes(name) ? undefined : value));
}
