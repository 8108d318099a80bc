/** Plays one step on the library and on the model, and holds the one to the other. @module */

import type { Result, ResultAsync } from 'neverthrow';
import { expect } from 'vitest';
import type { AuthenticatedToken, SecurityEvent, TwoFactor } from '../../../src/index.ts';
import type { Mail } from '../../../src/ports/mailer.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Fields, Fresh, Outcome } from './outcome.ts';
import { type Numbers, mailboxOf } from './settings.ts';
import type { Past } from './typing.ts';

/** The library in a run, and what a caller of it holds. */
export interface Real {
  readonly clock: VirtualClock;
  readonly twoFactor: TwoFactor;
  readonly mails: Mail[];
  readonly events: SecurityEvent[];
  /** The highest instant that was shown. */
  latest: number;
  readonly tokens: HeldToken[];
  /** The ids of trusted clients, by subject and what the model calls the client. */
  readonly clientIds: Map<string, string>;
  readonly past: Past;
  /** The other policy of the run. */
  otherNumbers(numbers: Numbers): Numbers;
  /** What came of it all, and how often. */
  readonly tally: Map<string, number>;
}

export interface HeldToken {
  readonly text: string;
  authenticated: AuthenticatedToken | undefined;
}

/** One call of the façade: what the model makes of it, and the call itself. */
export interface Call {
  readonly name: string;
  readonly foresee: () => Outcome;
  readonly make: () => ResultAsync<unknown, unknown>;
  /** What the caller keeps of it. */
  readonly keep?: (answer: Fields) => void;
}

export async function playCall(real: Real, call: Call): Promise<void> {
  real.mails.length = 0;
  real.events.length = 0;
  const expected = call.foresee();
  const actual = await call.make();
  expect(comparable(actual, expected)).toEqual(sorted(expected.answer));
  expect(
    real.mails
      .filter(({ kind }) => kind === 'code')
      .map(({ to }) => mailboxOf(to))
      .toSorted(),
  ).toEqual(expected.codesTo.toSorted());
  const notices = real.mails.filter(({ kind }) => kind !== 'code');
  expect(notices.map(({ kind, to }) => `${kind} ${mailboxOf(to)}`).toSorted()).toEqual(
    expected.notices.toSorted(),
  );
  holdEvents(real.events as unknown as readonly Fields[], expected);
  const answer = (actual.isOk() ? actual.value : {}) as Fields;
  const fresh: Fresh = { answer, code: codeIn(real.mails) };
  for (const learn of expected.learn) learn(fresh);
  if (fresh.code !== '') real.past.emails.push(fresh.code);
  if (actual.isOk()) call.keep?.(answer);
  const label = labelOf(call.name, expected);
  real.tally.set(label, (real.tally.get(label) ?? 0) + 1);
}

/** The digits of the mails; every one of them says the same. */
function codeIn(mails: readonly Mail[]): string {
  const codes = mails.flatMap((mail) => (mail.kind === 'code' ? [mail.data.code.replaceAll(' ', '')] : []));
  expect(new Set(codes).size).toBeLessThanOrEqual(1);
  return codes[0] ?? '';
}

function holdEvents(seen: readonly Fields[], { events }: Outcome): void {
  const byKind = (list: readonly Fields[]): readonly Fields[] =>
    list.toSorted((a, b) => (String(a['kind']) < String(b['kind']) ? -1 : 1));
  const told = byKind(events).map((event) =>
    Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)),
  );
  const actual = byKind(seen);
  expect(actual.map(({ kind }) => kind)).toEqual(told.map(({ kind }) => kind));
  for (const [index, event] of told.entries()) expect(actual[index]).toMatchObject(event);
}

const untold = new Set(['trace', 'problem', 'secret', 'keyUri', 'token', 'digest']);

/** The answer without what is fresh or prose; an operation only where the model names one. */
function comparable(actual: Result<unknown, unknown>, expected: Outcome): object {
  if (actual.isOk()) {
    const { value } = actual;
    if (!Array.isArray(value)) return { ok: withoutFresh(value) };
    return sorted({ ok: value.map(withoutFresh) });
  }
  const err = withoutFresh(actual.error) as Fields;
  const names = 'err' in expected.answer ? expected.answer.err : {};
  const { operation, ...rest } = err;
  return { err: 'operation' in names ? { operation, ...rest } : rest };
}

function withoutFresh(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isShownOnce = 'token' in value;
  const isClient = 'factorAt' in value;
  const kept = Object.entries(value)
    .filter(([name]) => !untold.has(name))
    .filter(
      ([name]) => !((isShownOnce && (name === 'id' || name === 'lastFour')) || (isClient && name === 'id')),
    )
    .map(([name, part]) => [name, name === 'recoveryCodes' ? (part as readonly string[]).length : part]);
  return Object.fromEntries(kept);
}

/** Lists are newest first; what is equally old may come in any order. */
function sorted<Answer extends object>(answer: Answer): Answer {
  const list = 'ok' in answer ? answer.ok : undefined;
  if (!Array.isArray(list)) return answer;
  const ageOf = (one: Fields): number => Number(one['createdAt'] ?? one['factorAt']);
  const nameOf = (one: Fields): string => String(one['id'] ?? one['label']);
  const ages = list.map(ageOf);
  expect(ages).toEqual(ages.toSorted((a, b) => b - a));
  return { ...answer, ok: list.toSorted((a: Fields, b: Fields) => (nameOf(a) < nameOf(b) ? -1 : 1)) };
}

function labelOf(name: string, { answer }: Outcome): string {
  if ('err' in answer)
    return [answer.err['kind'], answer.err['reason'] ?? answer.err['method']].join(' ').trim();
  const { by } = (answer.ok ?? {}) as Fields;
  return typeof by === 'string' ? `granted ${by}` : `${name} ok`;
}
