/** The decision of the model: token, exemption, trust, then a code or a challenge. @module */

import { challenge, choose } from './choose.ts';
import { type Ask, type Decision, type Verdict, conclude, grant, trustSeconds } from './decision.ts';
import { type Outcome, liveCode, mailCode, newOutcome, refuse } from './outcome.ts';
import { present } from './present.ts';
import { type ModelRule, modelRule } from './settings.ts';
import { type Model, type ModelToken, isLost, ownerOf, pinAddresses } from './state.ts';
import { endOfToken } from './token-end.ts';
import { clientKey } from './trust.ts';

export function authorize(model: Model, at: number, ask: Ask): Outcome {
  const outcome = newOutcome();
  decide(model, at, ask, outcome);
  return outcome;
}

export function decide(model: Model, at: number, ask: Ask, outcome: Outcome): Verdict {
  const about = { subject: ask.subject, operation: ask.operation };
  const rule = modelRule(model.numbers, ask.operation);
  if (rule === undefined) return refuse(outcome, { kind: 'unknown-operation', ...about });
  const person = ownerOf(model, ask.subject);
  if (person === undefined) return refuse(outcome, { kind: 'unknown-subject', ...about });
  pinAddresses(model, person);
  const token = ask.token === undefined ? undefined : person.tokens.find(({ text }) => text === ask.token);
  if (ask.token !== undefined) {
    const reason = refuseToken(model, rule, token, ask.operation, at);
    if (reason !== undefined) return refuse(outcome, { kind: 'access-token-refused', reason, ...about });
  }
  const client = clientKey(ask.client, token);
  const decision: Decision = { model, person, rule, ask, at, outcome, client };
  if (rule.exempt) return grant(decision, 'not-required');
  if (isLost(model, person)) return refuse(outcome, { kind: 'unavailable', port: 'storage', ...about });
  if (token?.bypass === true && rule.bypass) return grant(decision, 'access-token');
  const trustedUntil = trustEnd(decision);
  if (trustedUntil !== undefined) return grant(decision, 'trusted-client', trustedUntil);
  const value = ask.code?.value ?? '';
  return value === '' ? askFor(decision) : present(decision, value);
}

/**
 * `factorAt − 60 s ≤ at < min(factorAt + min(policy trust, rule maxAge), diesAt)`, if the rule
 * accepts what earned the trust.
 */
function trustEnd(decision: Decision): number | undefined {
  const { person, client, at, rule } = decision;
  const seconds = trustSeconds(decision);
  if (seconds === 0 || client === undefined) return undefined;
  const trusted = person.trusted.find((other) => other.client === client);
  if (trusted === undefined || !rule.methods.includes(trusted.method)) return undefined;
  const until = Math.min(trusted.factorAt + seconds * 1000, trusted.diesAt);
  return trusted.factorAt - 60_000 <= at && at < until ? until : undefined;
}

function refuseToken(
  model: Model,
  rule: ModelRule,
  token: ModelToken | undefined,
  operation: string,
  at: number,
): string | undefined {
  if (token === undefined) return 'unknown';
  if (endOfToken(model, token) <= at) return 'expired';
  if (rule.reserved) return 'not-allowed-here';
  return token.scopes === undefined || token.scopes.includes(operation) ? undefined : 'out-of-scope';
}

/** Without a code: a grant, a refusal, or a challenge that may mail a code. */
function askFor(decision: Decision): Verdict {
  const { model, person, at, ask, outcome } = decision;
  const choice = choose(decision, ask.code?.method);
  if (choice.kind !== 'ask') return conclude(decision, choice);
  const denial = { kind: 'second-factor-required' };
  if (choice.method !== 'email') return refuse(outcome, { ...denial, ...challenge(decision, choice) });
  const live = liveCode(person, choice.purpose, at);
  if (live !== undefined && ask.code?.resend !== true) {
    return refuse(outcome, { ...denial, ...challenge(decision, choice) });
  }
  const sent = mailCode(model, person, at, outcome, choice.purpose);
  return refuse(outcome, { ...denial, ...challenge(decision, choice, sent) });
}
