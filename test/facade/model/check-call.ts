/** Makes one call of the library and compares it with the prediction of the model. @module */

import type { Result, ResultAsync } from 'neverthrow';
import { expect } from 'vitest';
import { deepCopy } from '../../../src/domain/base/deep-freeze.ts';
import type { AuthenticatedToken, SecurityEvent, TwoFactor } from '../../../src/index.ts';
import type { Mail } from '../../../src/ports/mailer.ts';
import { vandalize } from '../../../src/testing/seam/vandalize.ts';
import { settled } from '../../support/settled.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Fields, Fresh, Outcome } from './outcome.ts';
import { type Numbers, mailboxOf } from './settings.ts';
import type { Past } from './typing.ts';

/** The library in a run, and what its caller keeps. */
export interface Real {
  readonly clock: VirtualClock;
  readonly twoFactor: TwoFactor;
  readonly mails: Mail[];
  readonly events: SecurityEvent[];
  /** The latest instant of the run. */
  latest: number;
  readonly tokens: HeldToken[];
  /** The ids of trusted clients, by subject and client of the model. */
  readonly clientIds: Map<string, string>;
  readonly past: Past;
  /** The other policy of the run. */
  otherNumbers(numbers: Numbers): Numbers;
  /** How often each outcome occurred. */
  readonly tally: Map<string, number>;
}

export interface HeldToken {
  readonly text: string;
  authenticated: AuthenticatedToken | undefined;
}

/** One call of the façade, with the prediction of the model. */
export interface Call {
  readonly name: string;
  readonly predict: () => Outcome;
  readonly make: () => ResultAsync<unknown, unknown>;
  /** Keeps what the caller needs later. */
  readonly keep?: (value: Fields) => unknown;
}

export async function checkCall(real: Real, call: Call): Promise<void> {
  real.mails.length = 0;
  real.events.length = 0;
  const expected = call.predict();
  const actual = await call.make();
  // Notices are not waited for.
  await settled();
  expect(comparable(actual, expected)).toEqual(sorted(expected.result));
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
  checkEvents(real.events as unknown as readonly Fields[], expected);
  const value = deepCopy(actual.isOk() ? actual.value : {}) as Fields;
  // P29: a result that its caller changes does not change what later calls return.
  vandalize(actual.isOk() ? actual.value : actual.error);
  const fresh: Fresh = { value, code: codeIn(real.mails) };
  for (const learn of expected.learn) learn(fresh);
  if (fresh.code !== '') real.past.emails.push(fresh.code);
  if (actual.isOk()) call.keep?.(value);
  const label = labelOf(call.name, expected);
  real.tally.set(label, (real.tally.get(label) ?? 0) + 1);
}

/** The code in the mails, which is the same in all of them. */
function codeIn(mails: readonly Mail[]): string {
  const codes = mails.flatMap((mail) => (mail.kind === 'code' ? [mail.data.code.replaceAll(' ', '')] : []));
  expect(new Set(codes).size).toBeLessThanOrEqual(1);
  return codes[0] ?? '';
}

function checkEvents(seen: readonly Fields[], { events }: Outcome): void {
  const byKind = (list: readonly Fields[]): readonly Fields[] =>
    list.toSorted((a, b) => (String(a['kind']) < String(b['kind']) ? -1 : 1));
  const predicted = byKind(events).map((event) =>
    Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)),
  );
  const actual = byKind(seen);
  expect(actual.map(({ kind }) => kind)).toEqual(predicted.map(({ kind }) => kind));
  for (const [index, event] of predicted.entries()) expect(actual[index]).toMatchObject(event);
}

/** Fields that the model does not predict. */
const unpredicted = new Set(['trace', 'problem', 'secret', 'keyUri', 'token', 'digest', 'erased']);

/** The result without the fields that the model does not predict. */
function comparable(actual: Result<unknown, unknown>, expected: Outcome): object {
  if (actual.isOk()) {
    const { value } = actual;
    if (!Array.isArray(value)) return { ok: withoutFresh(value) };
    return sorted({ ok: value.map(withoutFresh) });
  }
  const err = withoutFresh(actual.error) as Fields;
  const names = 'err' in expected.result ? expected.result.err : {};
  const { operation, ...rest } = err;
  return { err: 'operation' in names ? { operation, ...rest } : rest };
}

function withoutFresh(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isShownOnce = 'token' in value;
  const isClient = 'factorAt' in value;
  const kept = Object.entries(value)
    .filter(([name]) => !unpredicted.has(name))
    .filter(
      ([name]) => !((isShownOnce && (name === 'id' || name === 'lastFour')) || (isClient && name === 'id')),
    )
    .map(([name, part]) => [name, comparablePart(name, part)]);
  return Object.fromEntries(kept);
}

/** What the model knows of a part: how many recovery codes there are, and whether a receipt is. */
function comparablePart(name: string, part: unknown): unknown {
  if (name === 'recoveryCodes') return (part as readonly string[]).length;
  return name === 'receipt' ? true : part;
}

/** Checks that a list is newest first, and sorts it, since entries of one age have no order. */
function sorted<Value extends object>(value: Value): Value {
  const list = 'ok' in value ? value.ok : undefined;
  if (!Array.isArray(list)) return value;
  const ageOf = (one: Fields): number => Number(one['createdAt'] ?? one['factorAt']);
  const nameOf = (one: Fields): string => String(one['id'] ?? one['label']);
  const ages = list.map(ageOf);
  expect(ages).toEqual(ages.toSorted((a, b) => b - a));
  return { ...value, ok: list.toSorted((a: Fields, b: Fields) => (nameOf(a) < nameOf(b) ? -1 : 1)) };
}

function labelOf(name: string, { result }: Outcome): string {
  if ('err' in result)
    return [result.err['kind'], result.err['reason'] ?? result.err['method']].join(' ').trim();
  const { by } = (result.ok ?? {}) as Fields;
  return typeof by === 'string' ? `granted ${by}` : `${name} ok`;
}
