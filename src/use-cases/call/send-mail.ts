/** One mail to one address, counted before it is sent (P8). @module */

import type { RecipientTag } from '../../domain/keys/keyed-names.ts';
import type { CountMailInput } from '../../domain/subject/mail-limits.ts';
import type { Mail } from '../../ports/mailer.ts';
import { mailDeadlineMs, tryPort } from './call-port.ts';
import type { Call } from './call.ts';
import { readAnything, readWord } from './result-shapes.ts';

/** What came of a mail: the cap was reached; counting it failed; it certainly was not sent; it may have been. */
export type MailOutcome = 'sent' | 'capped' | 'uncounted' | 'refused' | 'unknown';

export async function sendMail(
  call: Call,
  recipient: RecipientTag,
  count: CountMailInput,
  mail: Mail,
): Promise<MailOutcome> {
  const { storage, mailer } = call.ports;
  const readCount = readWord('counted', 'capped');
  const counted = await tryPort(call, 'storage', () => storage.countMail(recipient, count), readCount);
  if (counted.isErr()) return 'uncounted';
  if (counted.value === 'capped') return 'capped';
  const sent = await tryPort(call, 'mailer', () => mailer.send(mail), readAnything, mailDeadlineMs);
  // A mailer that rejects sent nothing; one that does not answer in time may have.
  if (sent.isOk()) return 'sent';
  return sent.error.outcome === 'late' ? 'unknown' : 'refused';
}
