/** What of an answer counts when two storages are compared: the words and the state, not the order in which they are kept. @module */

import { type Instant, isLive } from '../../domain/base/instant.ts';
import type { AttemptTable, TrustedClient } from '../../domain/subject/subject-record.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';

/** The longest that any policy lets trust last; a storage may forget older trust. */
const longestTrustMs = 2_592_000_000;
/** The longest that a counted mail is looked at; a storage may forget older ones. */
const longestMailMs = 86_400_000;

/**
 * An answer without what a storage is free in: the order of lists, what has expired at `at`, attempts that are forgiven, and the
 * names of attempts that it keeps for itself.
 */
export function comparable(answer: unknown, at: Instant): unknown {
  if (Array.isArray(answer)) return sortByText(answer.filter((item) => isRemembered(item, at)).map(plain));
  if (typeof answer !== 'object' || answer === null) return answer;
  if (isState(answer)) return comparableState(answer, at);
  const fields = Object.entries(answer).map(([name, value]: [string, unknown]) => [
    name,
    name === 'state' || name === 'recoveryDigests' ? comparable(value, at) : value,
  ]);
  return plain(Object.fromEntries(fields));
}

function isState(answer: object): answer is SubjectState {
  return 'generation' in answer && 'attempts' in answer && 'recoveryCodesLeft' in answer;
}

function comparableState(state: SubjectState, at: Instant): unknown {
  const { totp, emailCode, email } = state;
  return plain({
    ...state,
    totp: totp === undefined ? undefined : { ...totp, spentBy: undefined },
    pendingTotp: isLive(state.pendingTotp, at) ? state.pendingTotp : undefined,
    email: typeof email === 'object' ? { ...email, recipients: [...email.recipients].sort(byText) } : email,
    emailCode:
      emailCode !== undefined && isLive(emailCode, at)
        ? { ...emailCode, issuedBy: undefined, spentBy: undefined }
        : undefined,
    mails: state.mails
      .map((mail) => mail.at)
      .filter((sentAt) => at < sentAt + longestMailMs)
      .sort((a, b) => b - a),
    trust: state.trust !== undefined && isRemembered(state.trust, at) ? state.trust : undefined,
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

function isRemembered(item: unknown, at: Instant): boolean {
  const factorAt = (item as Partial<TrustedClient> | null)?.factorAt;
  return factorAt === undefined || at < factorAt + longestTrustMs;
}

/** The value without fields that are `undefined`, its fields in the order of their names. */
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
