/** What the model says of one call: the answer, the mails, the events, and what it must be told back. @module */

import { nextAt, noticeCaps, recipientCaps, seenAt, subjectCaps } from './limits.ts';
import { mailboxOf } from './settings.ts';
import type { Model, Person } from './state.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Fresh values of the real answer, which no model can foresee. */
export interface Fresh {
  readonly answer: Fields;
  /** The digits of the code that was mailed by this call. */
  readonly code: string;
}

export interface Outcome {
  /** The whole answer, apart from the trace and from what is fresh. */
  answer: { readonly ok: unknown } | { readonly err: Fields };
  readonly events: Fields[];
  /** Mailboxes that get a code. */
  readonly codesTo: string[];
  /** Notices as `kind mailbox`. */
  readonly notices: string[];
  readonly learn: ((fresh: Fresh) => void)[];
}

export function newOutcome(): Outcome {
  return { answer: { ok: undefined }, events: [], codesTo: [], notices: [], learn: [] };
}

/** The refusal, with the event that goes with it. */
export function refuse(outcome: Outcome, denial: Fields): 'refused' {
  const { kind, method, reason, port, operation } = denial;
  outcome.events.push({ kind: 'access-denied', denial: kind, operation, method, reason: reason ?? port });
  outcome.answer = { err: denial };
  return 'refused';
}

/** What a management call is refused with although its proof was good, with the event that goes with it. */
export function answerErr(outcome: Outcome, refusal: Fields): 'refused' {
  outcome.events.push({ kind: 'management-refused', refusal: refusal['kind'] });
  outcome.answer = { err: refusal };
  return 'refused';
}

/** Every verified address, and others that are named, once a mailbox, under the cap of notices. */
export function notify(
  model: Model,
  person: Person,
  at: number,
  outcome: Outcome,
  kind: string,
  alsoTo: readonly string[] = [],
): void {
  const mailboxes = new Set([...person.account.verifiedEmails, ...alsoTo].map(mailboxOf));
  for (const mailbox of mailboxes) {
    if (count(model.notices, mailbox, noticeCaps, at)) outcome.notices.push(`${kind} ${mailbox}`);
  }
}

export interface Sent {
  readonly codeGenerated: boolean;
  readonly codeExpires: number | undefined;
  readonly nextCodeAt: number | undefined;
}

/** One more code under the cooldown and the caps; what is live dies as the new one starts (P7, P8). */
export function mailCode(
  model: Model,
  person: Person,
  at: number,
  outcome: Outcome,
  purpose: 'challenge' | 'first-factor',
): Sent {
  const { numbers } = model;
  const mailboxes = deliverableMailboxes(person, purpose);
  const caps = subjectCaps(numbers);
  person.issuedAt = seenAt(person.issuedAt, at);
  const next = nextAt(person.issuedAt, caps, at);
  if (at < next)
    return { codeGenerated: false, codeExpires: liveCode(person, purpose, at), nextCodeAt: next };
  const expiresAt = at + numbers.codeSeconds * 1000;
  if (purpose === 'challenge' && person.email === undefined) {
    person.email = { since: at, mailboxes };
  }
  const sentTo = mailboxes.filter((mailbox) => count(model.codeMails, mailbox, recipientCaps(numbers), at));
  if (sentTo.length === 0) {
    // Nothing went out: the cooldown is given back, the caps are not.
    person.issuedAt = [at - numbers.cooldownSeconds * 1000, ...person.issuedAt];
    person.code = undefined;
    return { codeGenerated: false, codeExpires: undefined, nextCodeAt: undefined };
  }
  person.issuedAt = [at, ...person.issuedAt];
  const code = { purpose, digits: numbers.emailDigits, expiresAt, text: '', isSpent: false };
  person.code = code;
  outcome.codesTo.push(...sentTo);
  outcome.learn.push((fresh) => {
    code.text = fresh.code;
  });
  outcome.events.push({ kind: 'email-code-sent', recipients: sentTo.length });
  return { codeGenerated: true, codeExpires: expiresAt, nextCodeAt: nextAt(person.issuedAt, caps, at) };
}

/** When the live code of a purpose ends. */
export function liveCode(person: Person, purpose: string, at: number): number | undefined {
  const { code } = person;
  const isLive = code !== undefined && !code.isSpent && code.purpose === purpose && at < code.expiresAt;
  return isLive ? code.expiresAt : undefined;
}

/** Addresses that were verified when email codes were enabled and still are; before that, those that are verified now. */
export function deliverable(person: Person, purpose: 'challenge' | 'first-factor'): readonly string[] {
  const { email, account } = person;
  if (purpose === 'first-factor' || email === undefined) return account.verifiedEmails;
  if (email === 'off') return [];
  return account.verifiedEmails.filter((address) => email.mailboxes.includes(mailboxOf(address)));
}

function deliverableMailboxes(person: Person, purpose: 'challenge' | 'first-factor'): readonly string[] {
  return [...new Set(deliverable(person, purpose).map(mailboxOf))];
}

/** Counts one mail to a mailbox unless a cap is reached. */
function count(
  counted: Map<string, readonly number[]>,
  mailbox: string,
  caps: Parameters<typeof nextAt>[1],
  at: number,
): boolean {
  const times = seenAt(counted.get(mailbox) ?? [], at);
  const free = nextAt(times, caps, at) === at;
  counted.set(mailbox, free ? [at, ...times] : times);
  return free;
}
