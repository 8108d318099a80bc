/** One question to the model, and how it ends. @module */

import type { Choice } from './choose.ts';
import { failuresOf } from './limits.ts';
import { type Outcome, refuse } from './outcome.ts';
import type { ModelRule } from './settings.ts';
import type { Model, Person, Scope } from './state.ts';

export interface ModelClient {
  readonly userAgent?: string;
  readonly ip?: string;
  readonly session?: string;
}

export interface Ask {
  readonly subject: string;
  readonly operation: string;
  readonly client?: ModelClient | undefined;
  /** The text of a token that was authenticated. */
  readonly token?: string | undefined;
  readonly code?: ModelCode | undefined;
}

/** Without `value` it is a wish. */
export interface ModelCode {
  readonly method: string | undefined;
  readonly value: string | undefined;
  readonly resend: boolean;
}

/** Everything that the steps of one decision look at. */
export interface Case {
  readonly model: Model;
  readonly person: Person;
  readonly rule: ModelRule;
  readonly ask: Ask;
  readonly at: number;
  readonly outcome: Outcome;
  /** What names the client, or nothing does. */
  readonly client: string | undefined;
}

export type Verdict = 'granted' | 'refused';

export function grant(one: Case, by: string, trustedUntil?: number): 'granted' {
  const { ask, at, outcome } = one;
  const { subject, operation } = ask;
  outcome.events.push({ kind: 'access-granted', operation, by });
  outcome.answer = { ok: { subject, operation, by, at, trustedUntil } };
  return 'granted';
}

/** Seconds for which trust counts here; 0 where it does not. */
export function trustSeconds({ model, rule }: Case): number {
  return rule.trust ? Math.min(model.numbers.trustSeconds, rule.maxAgeSeconds) : 0;
}

/** What follows where nothing is asked for. */
export function conclude(one: Case, choice: Exclude<Choice, { kind: 'ask' }>): Verdict {
  const { ask, outcome, rule } = one;
  const about = { subject: ask.subject, operation: ask.operation };
  switch (choice.kind) {
    case 'not-enrolled':
      return grant(one, 'not-enrolled');
    case 'enrollment-required':
      return refuse(outcome, { kind: 'enrollment-required', availableMethods: rule.methods, ...about });
    case 'factor-disabled':
      return refuse(outcome, {
        kind: 'factor-disabled',
        method: choice.method,
        availableMethods: [],
        ...about,
      });
  }
}

/** Whether the failures have just reached what is worth telling. */
export function isWorthTelling({ model, person }: Case, scope: Scope): boolean {
  const { free, disableAt } = model.numbers;
  const { count } = failuresOf(person, scope);
  return count === free || count === disableAt;
}
