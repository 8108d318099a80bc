/** How a factor trusts its client in the model (P10, P12). @module */

import { type Decision, type ModelClient, trustSeconds } from './decision.ts';
import type { Outcome } from './outcome.ts';
import type { Factor } from './settings.ts';
import type { Model, ModelToken, Person } from './state.ts';

/** Whether a factor that is verified under the rule trusts its client. */
export function grantsTrust(decision: Decision): boolean {
  const { rule, model } = decision;
  if (rule.grants === 'never') return false;
  return rule.grants === 'always' ? model.numbers.trustSeconds > 0 : trustSeconds(decision) > 0;
}

/**
 * A token replaces the session by its id. A client without IP and session, or with a part that is
 * no text, is not identified.
 */
export function clientKey(
  client: ModelClient | undefined,
  token: ModelToken | undefined,
): string | undefined {
  const { signedInAt: _, ...parts } = client ?? {};
  if (Object.values(parts).some((part) => typeof part !== 'string')) return undefined;
  const ip = client?.ip?.replace('::ffff:', '');
  const session = token === undefined ? client?.session : token.id;
  if (ip === undefined && session === undefined) return undefined;
  return JSON.stringify([client?.userAgent ?? null, ip ?? null, token !== undefined, session ?? null]);
}

/** A client that presented a factor. */
export interface Presenter {
  readonly client: string;
  readonly label: string;
  readonly method: Factor;
}

/** Trusts the client. The event says until when: for these seconds. */
export function trustClient(
  { numbers }: Model,
  person: Person,
  outcome: Outcome,
  at: number,
  presenter: Presenter,
  seconds: number = numbers.trustSeconds,
): number {
  const others = person.trusted
    .filter(({ client }) => client !== presenter.client)
    .toSorted((a, b) => b.factorAt - a.factorAt);
  const added = { ...presenter, factorAt: at, diesAt: at + numbers.trustSeconds * 1000 };
  person.trusted = [added, ...others].slice(0, numbers.maxClients);
  const until = at + seconds * 1000;
  outcome.events.push({ kind: 'client-trusted', until });
  return until;
}
