/** Dates in mails. They are in UTC, because a server does not know the reader's zone. @module */

import type { Instant } from '../../domain/base/instant.ts';

/**
 * Returns date and time in UTC, to the minute. `locale` (BCP 47, default `en-GB`) sets the format
 * of the date.
 *
 * @throws {RangeError} if `at` is not a valid date, or `locale` is malformed.
 * @example
 * ```ts
 * import { utcText } from 'second-factor/adapters/mail';
 *
 * utcText(Date.UTC(2026, 10, 24, 3, 18)); // => '24 November 2026, 03:18 UTC'
 * utcText(Date.UTC(2026, 10, 24, 3, 18), 'de'); // => '24. November 2026, 03:18 UTC'
 * ```
 */
export function utcText(at: Instant, locale = 'en-GB'): string {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  const minute = new Date(at).toISOString().slice(-13, -8);
  return `${day}, ${minute} UTC`;
}
