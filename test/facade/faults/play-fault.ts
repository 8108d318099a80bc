/** Plays a scene with one fault in it, and tells what came of it. @module */

import type { Result } from 'neverthrow';
import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import type { SubjectState } from '../../../src/domain/subject/subject-state.ts';
import type { Fault, PortCall } from './faulty-ports.ts';
import type { Act, Scene } from './scenes.ts';
import { type Stage, stage } from './stage.ts';

/** What came of an act. */
export interface Played {
  /** The answer; `'hung'` and `'rejected'` are what must not be. */
  readonly answer: Result<unknown, unknown> | 'hung' | 'rejected';
  readonly calls: readonly PortCall[];
  readonly before: SubjectState;
  readonly after: SubjectState;
  readonly stage: Stage;
  readonly act: Act;
}

export async function play(
  scene: Scene,
  cut?: { readonly nth: number; readonly fault: Fault },
): Promise<Played> {
  const on = stage();
  const act = await scene.before(on);
  const tag = await tagOf(on);
  const before = await on.storage.load(tag, {});
  on.wire.calls = [];
  on.wire.armed = cut ?? 'count';
  const answer = await settle(on, act);
  on.wire.armed = undefined;
  const after = await on.storage.load(tag, {});
  return { answer, calls: on.wire.calls, before, after, stage: on, act };
}

/** Waits without sleeping: whenever nothing more can happen by itself, half a second passes on the clock. */
export async function settle(on: Stage, act: Act): Promise<Played['answer']> {
  const answers: Played['answer'][] = [];
  const keep = (came: Played['answer']): void => {
    answers.push(came);
  };
  try {
    void act().then(keep, () => keep('rejected'));
  } catch {
    return 'rejected';
  }
  for (let halfSeconds = 0; halfSeconds < 240; halfSeconds++) {
    await nextTurn();
    const [answer] = answers;
    if (answer !== undefined) return answer;
    on.clock.advance(500);
  }
  return 'hung';
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The name under which storage keeps alice. */
async function tagOf({ twoFactor, wire }: Stage): Promise<SubjectTag> {
  wire.armed = 'count';
  wire.calls = [];
  void (await twoFactor.recoveryCodes.remaining('alice'));
  const load = wire.calls.find(({ verb }) => verb === 'load');
  wire.armed = undefined;
  return load?.args[0] as SubjectTag;
}
