/** One mail to one address, counted before it is sent (P8). @module */

import type { RecipientTag } from '../../domain/keys/keyed-names.ts';
import type { CountMailInput } from '../../domain/subject/mail-limits.ts';
import type { Mail } from '../../ports/mailer.ts';
import { tryPort, tryStorage } from './call-port.ts';
import type { Call } from './call.ts';
import { mailDeadlineMs } from './race-port.ts';
import { readAnything } from './result-shapes.ts';

/**
 * What came of a mail: it was sent; a cap was reached; it could not be counted; it certainly was
 * not sent; or it may have been sent.
 */
export type MailOutcome = 'sent' | 'capped' | 'uncounted' | 'refused' | 'unknown';

export async function sendMail(
  call: Call,
  recipient: RecipientTag,
  count: CountMailInput,
  mail: Mail,
): Promise<MailOutcome> {
  const counted = await tryStorage(call, 'countMail', recipient, count);
  if (counted.isErr()) return 'uncounted';
  if (counted.value === 'capped') return 'capped';
  const { mailer } = call.ports;
  if (mailer === undefined) return 'refused';
  const sent = await tryPort(call, {
    port: 'mailer',
    run: () => mailer.send(mail),
    read: readAnything,
    withinMs: mailDeadlineMs,
  });
  // A mailer that rejects sent nothing; one that exceeds its deadline may have sent the mail.
  if (sent.isOk()) return 'sent';
  return sent.error.outcome === 'late' ? 'unknown' : 'refused';
}
