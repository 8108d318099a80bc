/** Several calls that belong together. @module */

import { authorizeCall, moveTo } from './authorize-call.ts';
import type { Call, Real } from './check-call.ts';
import type { Model } from './state.ts';
import type { GuessStep, Presented, TripStep, UseTokenStep } from './steps.ts';
import { makeToken, pick } from './token-calls.ts';

export function* guess(model: Model, real: Real, { who, as, times }: GuessStep): Generator<Call> {
  const typing =
    as === 'password' ? 'wrong password' : as === 'recovery-code' ? 'foreign recovery' : 'wrong digits';
  const presented = { typing, as: as ?? 'none', spelling: 'plain', resend: false } as const;
  for (let guesses = 0; guesses < times; guesses++) {
    yield authorizeCall(model, real, {
      do: 'authorize',
      who,
      from: 5,
      presented,
      operation: 'settings.save',
      token: undefined,
    });
    const locks = Object.values(model.people.get(who)?.failures ?? {}).map(({ lockedUntil }) => lockedUntil);
    moveTo(real, Math.max(real.clock.at, ...locks.filter((lock) => lock < real.clock.at + 900_001)));
  }
}

export function* trip(
  model: Model,
  real: Real,
  { who, from, operation, afterMs }: TripStep,
): Generator<Call> {
  const ask = (typing: Presented['typing']): Call => {
    const presented = { typing, as: 'fitting', spelling: 'plain', resend: false } as const;
    return authorizeCall(model, real, { do: 'authorize', who, from, presented, operation, token: undefined });
  };
  // The code that confirmed an enrollment is spent, so the next time step is needed.
  moveTo(real, real.clock.at + 30_000);
  yield ask('nothing');
  yield ask('apt');
  moveTo(real, real.clock.at + afterMs);
  yield ask('nothing');
}

export function* useToken(model: Model, real: Real, step: UseTokenStep): Generator<Call> {
  const held = real.tokens.length;
  yield makeToken(model, real, { ...step, do: 'create token', name: `token ${held}`, lifeMs: undefined });
  if (real.tokens.length === held) return;
  yield pick(model, real, { do: 'authenticate', who: step.who, nth: held });
  const presented = { typing: 'nothing', as: 'none', spelling: 'plain', resend: false } as const;
  yield authorizeCall(model, real, { ...step, do: 'authorize', presented, token: held });
}
