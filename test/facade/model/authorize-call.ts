/** `authorize` as a call of the run, and what every call with a proof presents. @module */

import type { PresentedCode } from '../../../src/index.ts';
import { authorize } from './authorize.ts';
import type { Call, Real } from './check-call.ts';
import { clients } from './clients.ts';
import type { ModelClient, ModelCode } from './decision.ts';
import type { Model } from './state.ts';
import type { AuthorizeStep, Presenting } from './steps.ts';
import { typeOut } from './typing.ts';

/** The clock steps back by less than the hour for which storage keeps expired records. */
const maxStepBackMs = 59 * 60_000;

export function moveTo(real: Real, instant: number): void {
  const to = Math.max(instant, real.latest - maxStepBackMs);
  real.clock.advance(to - real.clock.at);
  real.latest = Math.max(real.latest, to);
}

export function authorizeCall(model: Model, real: Real, step: AuthorizeStep): Call {
  const { who: subject, operation } = step;
  const held = step.token === undefined ? undefined : nthOf(real.tokens, step.token);
  const token = held?.authenticated === undefined ? undefined : held;
  const proof = proofOf(model, real, step);
  return {
    name: step.do,
    predict: () => authorize(model, real.clock.at, { subject, operation, ...proof, token: token?.text }),
    make: () => real.twoFactor.authorize({ subject, operation, ...proof, accessToken: token?.authenticated }),
    keep: ({ trustedUntil, by }) => {
      if (trustedUntil === undefined || by === 'trusted-client') return;
      noteClient(model, real, subject);
    },
  };
}

/** A client always has the same id, and no two clients share one (P10). */
export function noteClient(model: Model, real: Real, subject: string): void {
  const event = real.events.find(({ kind }) => kind === 'client-trusted');
  const client = model.people.get(subject)?.trusted[0]?.client;
  if (event?.kind !== 'client-trusted' || client === undefined) return;
  const name = `${subject} ${client}`;
  const known = real.clientIds.get(name);
  const isTaken = known === undefined && [...real.clientIds.values()].includes(event.clientId);
  if (isTaken || (known !== undefined && known !== event.clientId))
    throw new Error('client ids are mixed up');
  real.clientIds.set(name, event.clientId);
}

export function proofOf(
  model: Model,
  real: Real,
  { who, from, presented }: Presenting,
): { readonly client: ModelClient | undefined; readonly code: (ModelCode & PresentedCode) | undefined } {
  const text = typeOut(model, model.people.get(who), real.past, presented, real.clock.at);
  const { resend } = presented;
  const isEmpty = text.value === undefined && text.method === undefined && !resend;
  // The method may be any text: the library must refuse unknown ones.
  const code = isEmpty ? undefined : ({ ...text, resend } as ModelCode & PresentedCode);
  const known = clients[from % clients.length];
  const ago = presented.signedInMsAgo;
  const client = ago === undefined ? known : { ...known, signedInAt: real.clock.at - ago };
  return { client, code };
}

export function nthOf<One>(list: readonly One[] | undefined, nth: number): One | undefined {
  return list?.[nth % Math.max(1, list.length)];
}
