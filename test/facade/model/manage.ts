/** Factors and recovery codes in the model: permission first, then the change. @module */

import { decide } from './authorize.ts';
import type { Ask, ModelClient } from './decision.ts';
import { attemptsOf, charge, clearFailures, cutLock, lockEnd } from './limits.ts';
import { matchingStep } from './one-time-password.ts';
import { type Outcome, refuseChange, newOutcome, notify, refuse } from './outcome.ts';
import { type Factor, recoveryCount } from './settings.ts';
import {
  type Model,
  type Person,
  hasFactor,
  isEnrolled,
  isLost,
  newPerson,
  ownerOf,
  pinAddresses,
  voidTrust,
} from './state.ts';
import { endOfToken } from './token-end.ts';
import { clientKey, trustClient } from './trust.ts';
import { canonicalRecovery, readTyped } from './typed.ts';

export type Proof = Pick<Ask, 'client' | 'token' | 'code'>;

/** Part of the result of every change of a factor. */
export const ended = { endOtherSessions: true } as const;

/** Runs `change` if the reserved operation is granted. */
export function permitted(
  model: Model,
  at: number,
  ask: Ask,
  change: (person: Person, outcome: Outcome, by: string) => unknown,
): Outcome {
  const outcome = newOutcome();
  const person = ownerOf(model, ask.subject);
  if (decide(model, at, ask, outcome) === 'granted' && person !== undefined) {
    const { by } = (outcome.result as { readonly ok: { readonly by: string } }).ok;
    outcome.result = { ok: undefined };
    change(person, outcome, by);
  }
  return outcome;
}

/** Runs `read` for a known subject whose factors are not lost. */
export function reading(
  model: Model,
  subject: string,
  read: (person: Person, outcome: Outcome) => unknown,
): Outcome {
  const outcome = newOutcome();
  const person = ownerOf(model, subject);
  if (person !== undefined) pinAddresses(model, person);
  if (person === undefined) refuse(outcome, { kind: 'unknown-subject', subject });
  else if (isLost(model, person)) refuse(outcome, { kind: 'unavailable', port: 'storage', subject });
  else read(person, outcome);
  return outcome;
}

/**
 * Takes something away from a subject, even if storage lost its factors or the account is gone.
 */
export function ending(
  model: Model,
  subject: string,
  end: (person: Person, outcome: Outcome) => void,
): Outcome {
  const outcome = newOutcome();
  end(model.people.get(subject) ?? newPerson(subject, { verifiedEmails: [] }), outcome);
  return outcome;
}

export function enrollTotp(model: Model, at: number, subject: string, proof: Proof): Outcome {
  const operation = 'second-factor.totp.enroll';
  return permitted(model, at, { subject, operation, ...proof }, (person, outcome) => {
    const { digits, pendingSeconds } = model.numbers;
    const expiresAt = at + pendingSeconds * 1000;
    outcome.events.push({ kind: 'totp-enrollment-started' });
    outcome.result = { ok: { expiresAt } };
    outcome.learn.push(({ value }) => {
      person.pending = { secret: String(value['secret']), digits, expiresAt };
    });
  });
}

export function confirmTotp(
  model: Model,
  at: number,
  subject: string,
  value: string,
  from?: ModelClient,
): Outcome {
  return reading(model, subject, (person, outcome) => {
    const { pending } = person;
    const refuseCode = (reason: string, denial: object): string => {
      outcome.events.push({ kind: 'totp-enrollment-refused', reason });
      outcome.result = { err: { subject, availableMethods: ['totp'], ...denial } };
      return 'refused';
    };
    if (pending === undefined || pending.expiresAt <= at) {
      return refuseCode('not-enrolled', { kind: 'enrollment-required' });
    }
    const until = lockEnd(model.numbers, person, 'enrollment', at);
    const about = (): object => ({ method: 'totp', ...attemptsOf(model.numbers, person, 'enrollment', at) });
    if (at < until) {
      cutLock(person, 'enrollment', until);
      return refuseCode('locked', { kind: 'too-many-attempts', ...about() });
    }
    const { digits } = readTyped(value);
    const invalid = 'second-factor-invalid';
    if (digits?.length !== pending.digits) {
      return refuseCode('malformed', { kind: invalid, reason: 'malformed-code', ...about() });
    }
    charge(model.numbers, person, 'enrollment', at);
    const step = matchingStep(model.numbers, pending, digits, at);
    if (step === undefined)
      return refuseCode('wrong-code', { kind: invalid, reason: 'wrong-code', ...about() });
    const { secret, digits: length } = pending;
    person.totp = { secret, digits: length, enrolledAt: at, highest: step };
    person.pending = undefined;
    clearFailures(person, 'totp');
    clearFailures(person, 'enrollment');
    voidTrust(person);
    const client = clientKey(from, undefined);
    const { confirmingTrusts, trustSeconds } = model.numbers;
    if (confirmingTrusts && trustSeconds > 0 && client !== undefined) {
      trustClient(model, person, outcome, at, { client, label: from?.userAgent ?? '', method: 'totp' });
    }
    outcome.events.push({ kind: 'factor-added', method: 'totp' });
    notify(model, person, at, outcome, 'factor-added');
    const live = person.tokens.filter((token) => token.bypass && at < endOfToken(model, token));
    outcome.result = { ok: { ...ended, bypassTokens: live.length } };
    learnRecoveryCodes(person, outcome);
    return undefined;
  });
}

export function removeFactor(
  model: Model,
  at: number,
  subject: string,
  factor: Factor,
  proof: Proof,
): Outcome {
  const operation = factor === 'totp' ? 'second-factor.totp.remove' : 'second-factor.email.disable';
  return permitted(model, at, { subject, operation, ...proof }, (person, outcome) => {
    if (!isEnrolled(model, person, factor)) return refuseChange(outcome, { kind: 'not-found' });
    if (factor === 'totp') {
      person.totp = undefined;
      person.pending = undefined;
    } else {
      person.email = 'off';
      person.code = undefined;
    }
    if (!hasFactor(model, person)) Object.assign(person, { recovery: [], usedRecovery: [] });
    voidTrust(person);
    outcome.events.push({ kind: 'factor-removed', method: factor });
    notify(model, person, at, outcome, 'factor-removed');
    outcome.result = { ok: ended };
    return undefined;
  });
}

export function enableEmail(model: Model, at: number, subject: string, proof: Proof): Outcome {
  const operation = 'second-factor.email.enable';
  return permitted(model, at, { subject, operation, ...proof }, (person, outcome) => {
    const { verifiedEmails } = person.account;
    if (verifiedEmails.length === 0) {
      return refuseChange(outcome, { kind: 'invalid-request', field: 'verifiedEmails' });
    }
    person.email = { since: at, addresses: [...verifiedEmails] };
    person.code = undefined;
    clearFailures(person, 'email');
    voidTrust(person);
    outcome.events.push({ kind: 'factor-added', method: 'email' });
    notify(model, person, at, outcome, 'factor-added');
    outcome.result = { ok: ended };
    if (person.recovery.length === 0) learnRecoveryCodes(person, outcome);
    return undefined;
  });
}

export function regenerateRecoveryCodes(model: Model, at: number, subject: string, proof: Proof): Outcome {
  const operation = 'second-factor.recovery-codes.regenerate';
  return permitted(model, at, { subject, operation, ...proof }, (person, outcome) => {
    if (!hasFactor(model, person))
      return refuse(outcome, {
        kind: 'enrollment-required',
        subject,
        operation,
        availableMethods: ['totp', 'email'],
      });
    voidTrust(person);
    outcome.events.push({ kind: 'recovery-codes-regenerated' });
    notify(model, person, at, outcome, 'recovery-codes-regenerated');
    outcome.result = { ok: ended };
    learnRecoveryCodes(person, outcome);
    return undefined;
  });
}

/** Learns the new recovery codes from the result. All differ, and their number is the policy's. */
function learnRecoveryCodes(person: Person, outcome: Outcome): void {
  outcome.learn.push(({ value }) => {
    const codes = (value['recoveryCodes'] as readonly string[]).map(canonicalRecovery);
    if (new Set(codes).size !== recoveryCount) throw new Error(`not ${recoveryCount} recovery codes`);
    person.recovery = codes;
    person.usedRecovery = [];
  });
  const { ok } = outcome.result as { readonly ok: object };
  outcome.result = { ok: { ...ok, recoveryCodes: recoveryCount } };
}
