/** Outcomes of two storages in comparable form, without what a storage may choose. @module */

import { type Instant, isLive } from '../../domain/base/instant.ts';
import { maxMailLimitMs } from '../../domain/subject/mail-limits.ts';
import type { AttemptTable, TrustedClient } from '../../domain/subject/subject-record.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';

/**
 * An outcome without what a storage is free to choose: the order of lists, whether it still keeps
 * what has expired at `at`, empty attempt counters, and the attempt ids that it keeps for itself.
 */
export function comparable(outcome: unknown, at: Instant): unknown {
  if (Array.isArray(outcome)) return sortByText(outcome.filter((item) => isKept(item, at)).map(plain));
  if (typeof outcome !== 'object' || outcome === null) return outcome;
  if (isState(outcome)) return comparableState(outcome, at);
  const fields = Object.entries(outcome).map(([name, value]: [string, unknown]) => [
    name,
    name === 'state' || name.endsWith('Digests') ? comparable(value, at) : value,
  ]);
  return plain(Object.fromEntries(fields));
}

function isState(outcome: object): outcome is SubjectState {
  return 'generation' in outcome && 'attempts' in outcome && 'recoveryCodesLeft' in outcome;
}

function comparableState(state: SubjectState, at: Instant): unknown {
  const { totp, emailCode, email } = state;
  return plain({
    ...state,
    totp: totp === undefined ? undefined : { ...totp, spentBy: undefined },
    pendingTotp: isLive(state.pendingTotp, at) ? state.pendingTotp : undefined,
    email: typeof email === 'object' ? { ...email, addresses: [...email.addresses].sort(byText) } : email,
    emailCode:
      emailCode !== undefined && isLive(emailCode, at)
        ? { ...emailCode, issuedBy: undefined, spentBy: undefined }
        : undefined,
    mails: state.mails
      .map((mail) => mail.at)
      .filter((sentAt) => at < sentAt + maxMailLimitMs)
      .sort((a, b) => b - a),
    trust: state.trust !== undefined && isKept(state.trust, at) ? state.trust : undefined,
    attempts: comparableAttempts(state.attempts),
  });
}

function comparableAttempts(attempts: AttemptTable): unknown {
  const counted = Object.entries(attempts).filter(
    ([, { failures, lockedUntil }]) => failures > 0 || lockedUntil > 0,
  );
  return Object.fromEntries(
    counted.map(([scope, { failures, lockedUntil }]) => [scope, { failures, lockedUntil }]),
  );
}

/** Whether every storage still has this item; only trust is ever forgotten by age. */
function isKept(item: unknown, at: Instant): boolean {
  const diesAt = (item as Partial<TrustedClient> | null)?.diesAt;
  return diesAt === undefined || at < diesAt;
}

/** The value without `undefined` fields, with its fields sorted by name. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => byText(a, b))
    .map(([name, field]) => [name, plain(field)]);
  return Object.fromEntries(fields);
}

function sortByText(items: readonly unknown[]): readonly unknown[] {
  return items
    .map((item) => [JSON.stringify(item), item] as const)
    .sort(([a], [b]) => byText(a, b))
    .map(([, item]) => item);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
