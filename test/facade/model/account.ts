/** The account in the model: status, reported changes, reset, codes on request. @module */

import { choose, mayProveAddress } from './choose.ts';
import type { Decision } from './decision.ts';
import { clearFailures, isDisabled } from './limits.ts';
import { ended, ending, reading } from './manage.ts';
import { type Outcome, refuseChange, deliverable, mailCode, newOutcome, notify, refuse } from './outcome.ts';
import { modelRule } from './settings.ts';
import { type Model, eraseAll, isEnrolled, voidTrust } from './state.ts';
import { endOfToken } from './token-end.ts';
import { isLive } from './tokens.ts';

export function status(model: Model, at: number, subject: string): Outcome {
  return reading(model, subject, (person, outcome) => {
    const { numbers } = model;
    const { totp, pending, email } = person;
    outcome.result = {
      ok: {
        totp: {
          enrolled: totp !== undefined,
          disabled: totp !== undefined && isDisabled(numbers, person, 'totp'),
          enrolledAt: totp?.enrolledAt,
          pendingUntil: pending !== undefined && at < pending.expiresAt ? pending.expiresAt : undefined,
        },
        email: {
          enrolled: isEnrolled(model, person, 'email'),
          disabled: isEnrolled(model, person, 'email') && isDisabled(numbers, person, 'email'),
          enrolledAt: typeof email === 'object' ? email.since : undefined,
        },
        recoveryCodesLeft: person.recovery.length,
        accessTokens: person.tokens.filter((token) => at < endOfToken(model, token)).length,
        trustedClients: person.trusted.filter((trusted) => isLive(model, trusted, at)).length,
      },
    };
  });
}

export function remaining(model: Model, subject: string): Outcome {
  return reading(model, subject, (person, outcome) => {
    outcome.result = { ok: person.recovery.length };
  });
}

export interface Change {
  readonly what: 'email' | 'password';
  readonly previousEmails: readonly string[];
  /** The grant that vouches for new addresses. */
  readonly grant: { readonly by: string; readonly at: number } | undefined;
}

/**
 * Ends trust, the live code and a pending enrollment, notifies the old addresses, and pins the new
 * ones if a fresh factor vouches for them.
 */
export function accountChanged(
  model: Model,
  at: number,
  subject: string,
  { what, previousEmails, grant }: Change,
): Outcome {
  return ending(model, subject, (person, outcome) => {
    outcome.result = { ok: ended };
    person.code = undefined;
    person.pending = undefined;
    voidTrust(person);
    if (what === 'password') clearFailures(person, 'password');
    outcome.events.push({ kind: 'account-changed', what });
    notify(model, person, at, outcome, `${what}-changed`, previousEmails);
    if (what === 'password' || grant === undefined) return;
    const { email } = person;
    const { verifiedEmails } = person.account;
    const vouches = ['totp', 'email'].includes(grant.by) && at - grant.at <= 300_000;
    if (!vouches || grant.at - at > 60_000)
      refuseChange(outcome, { kind: 'invalid-request', field: 'grant' });
    else if (typeof email === 'object' && verifiedEmails.length > 0)
      person.email = { ...email, addresses: [...verifiedEmails] };
  });
}

/** Clears everything but the counts of mails and the tokens that stay. */
export function reset(
  model: Model,
  at: number,
  subject: string,
  { by, reason, tokens }: { readonly by: string; readonly reason: string; readonly tokens: string },
): Outcome {
  for (const [field, text] of [
    ['by', by],
    ['reason', reason],
  ] as const) {
    if (text.trim() !== '') continue;
    const outcome = newOutcome();
    refuseChange(outcome, { kind: 'invalid-request', field });
    return outcome;
  }
  return ending(model, subject, (person, outcome) => {
    outcome.result = { ok: ended };
    Object.assign(person, { totp: undefined, pending: undefined, email: undefined, code: undefined });
    Object.assign(person, { recovery: [], usedRecovery: [], trusted: [], failures: {} });
    person.tokens = person.tokens.filter(
      (token) => tokens === 'none' || (tokens === 'bypass' && !token.bypass),
    );
    outcome.events.push({ kind: 'reset', by, reason });
    notify(model, person, at, outcome, 'reset');
  });
}

/** Erases everything of a subject, with an account or without. */
export function forget(model: Model, subject: string): Outcome {
  return ending(model, subject, (person, outcome) => {
    eraseAll(person);
    outcome.result = { ok: {} };
    outcome.events.push({ kind: 'forgotten' });
  });
}

/** Sends a code on request, unless the method is not enrolled, not allowed or disabled (P7). */
export function sendCode(model: Model, at: number, subject: string, operation: string | undefined): Outcome {
  return reading(model, subject, (person, outcome) => {
    const rule = operation === undefined ? undefined : modelRule(model.numbers, operation);
    if (operation !== undefined && rule === undefined) {
      return refuse(outcome, { kind: 'unknown-operation', subject, operation });
    }
    const decision = rule === undefined ? undefined : ({ model, person, rule, at, outcome } as Decision);
    const first = decision !== undefined && mayProveAddress(decision);
    const enrolled = isEnrolled(model, person, 'email') && deliverable(person, 'challenge').length > 0;
    const allowed = rule === undefined || rule.methods.includes('email');
    if (!first && !(enrolled && allowed)) {
      return refuse(outcome, { kind: 'enrollment-required', subject, availableMethods: ['email'] });
    }
    if (isDisabled(model.numbers, person, 'email')) {
      const choice = decision === undefined ? undefined : choose(decision, undefined);
      const availableMethods = choice?.kind === 'ask' ? choice.availableMethods : [];
      return refuse(outcome, { kind: 'factor-disabled', subject, method: 'email', availableMethods });
    }
    const sent = mailCode(model, person, at, outcome, first ? 'first-factor' : 'challenge');
    outcome.result = { ok: sent };
    return undefined;
  });
}
