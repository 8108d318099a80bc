/** The calls of a step, each with the prediction of the model. @module */

import type { Grant } from '../../../src/index.ts';
import { accountChanged, forget, reset, sendCode } from './account.ts';
import { authorizeCall, moveTo, noteClient, nthOf, proofOf } from './authorize-call.ts';
import type { Call, Real } from './check-call.ts';
import { clients, instantsThatMatter } from './clients.ts';
import { confirmTotp, enableEmail, enrollTotp, regenerateRecoveryCodes, removeFactor } from './manage.ts';
import { addresses } from './settings.ts';
import type { Model } from './state.ts';
import type { ChangeAccountStep, ChangeFactorStep, LeaveStep, Presented, Presenting, Step } from './steps.ts';
import { makeToken, pick, whole } from './token-calls.ts';
import { guess, trip, useToken } from './trips.ts';
import { typeOut } from './typing.ts';

/** A generator, since a later call may type what an earlier one showed. */
export function* callsOf(model: Model, real: Real, step: Step): Generator<Call> {
  const { clock, twoFactor } = real;
  switch (step.do) {
    case 'wait':
      moveTo(real, clock.at + step.ms);
      return;
    case 'go to an instant that matters': {
      const instant = nthOf(instantsThatMatter(model), step.nth);
      if (instant !== undefined) moveTo(real, instant + step.offset);
      return;
    }
    case 'authorize':
      yield authorizeCall(model, real, step);
      return;
    case 'enroll an authenticator':
      yield enroll(model, real, step.who, step.from, step.presented);
      yield confirm(model, real, {
        ...step,
        presented: { typing: 'pending totp', as: 'none', spelling: 'plain', resend: false },
      });
      return;
    case 'guess':
      yield* guess(model, real, step);
      return;
    case 'pass the challenge and come back':
      yield* trip(model, real, step);
      return;
    case 'use a new token':
      yield* useToken(model, real, step);
      return;
    case 'enroll totp':
      yield enroll(model, real, step.who, step.from, step.presented);
      return;
    case 'confirm totp':
      yield confirm(model, real, step);
      return;
    case 'remove totp':
    case 'enable email':
    case 'disable email':
    case 'regenerate codes':
      yield changeFactors(model, real, step);
      return;
    case 'send code':
      yield {
        name: step.do,
        predict: () => sendCode(model, clock.at, step.who, step.operation),
        make: () => twoFactor.email.sendCode(step.who, { operation: step.operation }),
      };
      return;
    case 'change account':
      yield* changeAccount(model, real, step);
      return;
    case 'leave or come back':
      yield* leaveOrComeBack(model, real, step);
      return;
    case 'reset': {
      const request = { by: step.by, reason: 'lost phone', tokens: step.tokens };
      yield {
        name: step.do,
        predict: () => reset(model, clock.at, step.who, request),
        make: () => twoFactor.reset(step.who, request),
      };
      return;
    }
    case 'switch policy':
      model.numbers = real.otherNumbers(model.numbers);
      return;
    case 'create token':
    case 'regenerate token':
      yield makeToken(model, real, step);
      return;
    case 'revoke token':
    case 'authenticate':
    case 'revoke client':
      yield pick(model, real, step);
      return;
    case 'status':
    case 'remaining':
    case 'list tokens':
    case 'list clients':
    case 'revoke all tokens':
    case 'revoke all clients':
      yield whole(model, real, step);
      return;
  }
}

function* leaveOrComeBack(model: Model, real: Real, { who, forgets, isTaken }: LeaveStep): Generator<Call> {
  const person = model.people.get(who);
  if (person?.hasLeft === true) {
    person.hasLeft = false;
    return;
  }
  if (person !== undefined) person.hasLeft = true;
  if (forgets)
    yield {
      name: 'forget',
      predict: () => forget(model, who),
      make: () => real.twoFactor.forget(who),
    };
  if (person !== undefined) person.hasLeft = !isTaken;
}

function enroll(model: Model, real: Real, who: string, from: number, presented: Presented): Call {
  const proof = proofOf(model, real, { who, from, presented });
  return {
    name: 'enroll totp',
    predict: () => enrollTotp(model, real.clock.at, who, proof),
    make: () => real.twoFactor.totp.enroll(who, { proof }),
  };
}

function confirm(model: Model, real: Real, { who, from, presented }: Presenting): Call {
  const client = clients[from % clients.length];
  const { value = '' } = typeOut(model, model.people.get(who), real.past, presented, real.clock.at);
  return {
    name: 'confirm totp',
    predict: () => confirmTotp(model, real.clock.at, who, value, client),
    make: () => real.twoFactor.totp.confirm(who, value, { client }),
    keep: () => noteClient(model, real, who),
  };
}

function changeFactors(model: Model, real: Real, step: ChangeFactorStep): Call {
  const { who, do: name } = step;
  const { clock, twoFactor } = real;
  const proof = proofOf(model, real, step);
  switch (name) {
    case 'remove totp':
      return {
        name,
        predict: () => removeFactor(model, clock.at, who, 'totp', proof),
        make: () => twoFactor.totp.remove(who, { proof }),
      };
    case 'disable email':
      return {
        name,
        predict: () => removeFactor(model, clock.at, who, 'email', proof),
        make: () => twoFactor.email.disable(who, { proof }),
      };
    case 'enable email':
      return {
        name,
        predict: () => enableEmail(model, clock.at, who, proof),
        make: () => twoFactor.email.enable(who, { proof }),
      };
    case 'regenerate codes':
      return {
        name,
        predict: () => regenerateRecoveryCodes(model, clock.at, who, proof),
        make: () => twoFactor.recoveryCodes.regenerate(who, { proof }),
      };
  }
}

function* changeAccount(
  model: Model,
  real: Real,
  { who, what, verified, reports, vouchedMs }: ChangeAccountStep,
): Generator<Call> {
  const grants: Grant[] = [];
  if (vouchedMs !== undefined) {
    const operation = 'second-factor.account.change';
    // The code that confirmed an enrollment is spent, so the next time step is needed.
    moveTo(real, real.clock.at + 30_000);
    for (const typing of ['nothing', 'apt'] as const) {
      const presented = { typing, as: 'fitting', spelling: 'plain', resend: false } as const;
      const step = { do: 'authorize', who, from: 0, presented, operation, token: undefined } as const;
      const keep = (value: unknown): unknown => grants.push(value as Grant);
      yield { ...authorizeCall(model, real, step), keep };
    }
    moveTo(real, real.clock.at + vouchedMs);
  }
  const grant = grants.at(-1);
  const account = model.people.get(who)?.account;
  const previousEmails = account?.verifiedEmails ?? [];
  if (account !== undefined && what === 'email') {
    account.verifiedEmails = verified.map((index) => addresses[index] as string);
  } else if (account !== undefined) {
    if (account.password === undefined || verified.length > 0) account.password = `secret ${verified.length}`;
    else delete account.password;
  }
  if (!reports) return;
  yield {
    name: grant === undefined ? 'account changed' : 'account changed by a grant',
    predict: () => accountChanged(model, real.clock.at, who, { what, previousEmails, grant }),
    make: () =>
      real.twoFactor.accountChanged(
        who,
        what === 'email' ? { what, previousEmails, grant } : { what, previousEmails },
      ),
  };
}
