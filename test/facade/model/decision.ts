/** One decision of the model, and how it ends. @module */

import type { Choice } from './choose.ts';
import { failuresOf } from './limits.ts';
import { type Outcome, refuse } from './outcome.ts';
import type { ModelRule } from './settings.ts';
import type { Model, Person, Scope } from './state.ts';

export interface ModelClient {
  readonly userAgent?: string;
  readonly ip?: string;
  readonly session?: string;
  readonly signedInAt?: number;
}

export interface Ask {
  readonly subject: string;
  readonly operation: string;
  readonly client?: ModelClient | undefined;
  /** The text of a token that was authenticated. */
  readonly token?: string | undefined;
  readonly code?: ModelCode | undefined;
}

/** Without `value` it only names a preferred method. */
export interface ModelCode {
  readonly method: string | undefined;
  readonly value: string | undefined;
  readonly resend: boolean;
}

/** What the steps of a decision read and write. */
export interface Decision {
  readonly model: Model;
  readonly person: Person;
  readonly rule: ModelRule;
  readonly ask: Ask;
  readonly at: number;
  readonly outcome: Outcome;
  /** The identity of the client, if it has one. */
  readonly client: string | undefined;
}

export type Verdict = 'granted' | 'refused';

export function grant(decision: Decision, by: string, trustedUntil?: number): 'granted' {
  const { ask, at, outcome } = decision;
  const { subject, operation } = ask;
  outcome.events.push({ kind: 'access-granted', operation, by });
  const vouches = operation === 'second-factor.account.change' && ['totp', 'email'].includes(by);
  const receipt = vouches ? true : undefined;
  outcome.result = { ok: { subject, operation, by, at, trustedUntil, receipt } };
  return 'granted';
}

/** Seconds for which trust counts for this operation; 0 if it is ignored. */
export function trustSeconds({ model, rule }: Decision): number {
  return rule.trust ? Math.min(model.numbers.trustSeconds, rule.maxAgeSeconds) : 0;
}

/** The verdict where there is nothing to ask for. */
export function conclude(decision: Decision, choice: Exclude<Choice, { kind: 'ask' }>): Verdict {
  const { ask, outcome, rule } = decision;
  const about = { subject: ask.subject, operation: ask.operation };
  switch (choice.kind) {
    case 'not-enrolled':
      return grant(decision, 'not-enrolled');
    case 'enrollment-required':
      return refuse(outcome, { ...choice, availableMethods: rule.methods, ...about });
    case 'factor-disabled':
      return refuse(outcome, {
        kind: 'factor-disabled',
        method: choice.method,
        availableMethods: [],
        ...about,
      });
  }
}

/** Whether this failure is reported to the owner. */
export function isReported({ model, person }: Decision, scope: Scope): boolean {
  const { free, disableAt } = model.numbers;
  const { count } = failuresOf(person, scope);
  return count === free || count === disableAt;
}
