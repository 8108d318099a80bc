/** A mailer and an events port that keep everything they are given. @module */

import type { Events, SecurityEvent } from '../../ports/events.ts';
import type { Mail, Mailer } from '../../ports/mailer.ts';

/** A mailer whose mails can be read. */
export interface RecordingMailer extends Mailer {
  readonly mails: readonly Mail[];
  /** The latest code mailed to this address, or to any address; `undefined` before the first. */
  latestCode(to?: string): string | undefined;
}

export function recordingMailer(): RecordingMailer {
  const mails: Mail[] = [];
  return {
    mails,
    send: (mail) => Promise.resolve(mails.push(mail)),
    latestCode(to) {
      const mail = mails.findLast((sent) => sent.kind === 'code' && (to === undefined || sent.to === to));
      return mail?.kind === 'code' ? mail.data.code.replaceAll(' ', '') : undefined;
    },
  };
}

/** An events port whose events can be read. */
export interface RecordingEvents extends Events {
  readonly events: readonly SecurityEvent[];
}

export function recordingEvents(): RecordingEvents {
  const events: SecurityEvent[] = [];
  return { events, record: (event) => events.push(event) };
}
