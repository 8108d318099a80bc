/** What the model predicts for a call: result, mails and events. @module */

import { nextAt, noticeCaps, recipientCaps, seenAt, subjectCaps } from './limits.ts';
import { mailboxOf } from './settings.ts';
import type { EmailedCode, Model, Person } from './state.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Random values in the real result, which the model cannot predict. */
export interface Fresh {
  readonly value: Fields;
  /** The code that this call mailed. */
  readonly code: string;
}

export interface Outcome {
  /** The whole result, except its trace and its random values. */
  result: { readonly ok: unknown } | { readonly err: Fields };
  readonly events: Fields[];
  /** Mailboxes that get a code. */
  readonly codesTo: string[];
  /** Notices as `kind mailbox`. */
  readonly notices: string[];
  readonly learn: ((fresh: Fresh) => void)[];
}

export function newOutcome(): Outcome {
  return { result: { ok: undefined }, events: [], codesTo: [], notices: [], learn: [] };
}

/** A denial, with its event. */
export function refuse(outcome: Outcome, denial: Fields): 'refused' {
  const { kind, method, reason, port, operation } = denial;
  outcome.events.push({ kind: 'access-denied', denial: kind, operation, method, reason: reason ?? port });
  outcome.result = { err: denial };
  return 'refused';
}

/** The refusal of a management call whose proof was accepted, with its event. */
export function refuseChange(outcome: Outcome, refusal: Fields): 'refused' {
  outcome.events.push({ kind: 'management-refused', refusal: refusal['kind'] });
  outcome.result = { err: refusal };
  return 'refused';
}

/** Notifies every verified address and `alsoTo`, within the cap of notices of each mailbox. */
export function notify(
  model: Model,
  person: Person,
  at: number,
  outcome: Outcome,
  kind: string,
  alsoTo: readonly string[] = [],
): void {
  const verified = person.hasLeft ? [] : person.account.verifiedEmails;
  for (const address of new Set([...verified, ...alsoTo])) {
    const mailbox = mailboxOf(address);
    if (count(model.notices, mailbox, noticeCaps, at)) outcome.notices.push(`${kind} ${mailbox}`);
  }
}

export interface Sent {
  readonly codeGenerated: boolean;
  readonly codeExpires: number | undefined;
  readonly nextCodeAt: number | undefined;
}

/** Issues a code within the cooldown and the caps; it replaces the live one (P7, P8). */
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
  const sentTo = mailboxes.filter((mailbox) => count(model.codeMails, mailbox, recipientCaps(numbers), at));
  if (sentTo.length === 0) {
    // Nothing was sent, so there is no cooldown; the caps still count the attempt.
    person.issuedAt = [at - numbers.cooldownSeconds * 1000, ...person.issuedAt];
    const isUsable = person.code !== undefined && !person.code.isSpent && at < person.code.expiresAt;
    if (!isUsable) person.code = undefined;
    return { codeGenerated: false, codeExpires: liveCode(person, purpose, at), nextCodeAt: undefined };
  }
  person.issuedAt = [at, ...person.issuedAt];
  const addresses = deliverable(person, purpose);
  const digits = numbers.emailDigits;
  const code = { purpose, digits, expiresAt, addresses, text: '', isSpent: false };
  person.code = code;
  outcome.codesTo.push(...sentTo);
  outcome.learn.push((fresh) => {
    code.text = fresh.code;
  });
  outcome.events.push({ kind: 'email-code-sent', recipients: sentTo.length });
  return { codeGenerated: true, codeExpires: expiresAt, nextCodeAt: nextAt(person.issuedAt, caps, at) };
}

/** The expiry of the live code for a purpose. */
export function liveCode(person: Person, purpose: string, at: number): number | undefined {
  const { code } = person;
  const isLive = code !== undefined && !code.isSpent && code.purpose === purpose && at < code.expiresAt;
  return isLive ? code.expiresAt : undefined;
}

/** The addresses that get a code: verified now and, for a challenge, pinned. */
export function deliverable(person: Person, purpose: 'challenge' | 'first-factor'): readonly string[] {
  const { email, account } = person;
  if (purpose === 'first-factor') return account.verifiedEmails;
  if (email === undefined || email === 'off') return [];
  return account.verifiedEmails.filter((address) => email.addresses.includes(address));
}

/** Whether a code still goes where it went. */
export function isDeliverable(person: Person, { purpose, addresses }: EmailedCode): boolean {
  const now = deliverable(person, purpose).toSorted();
  return now.length > 0 && now.join() === addresses.toSorted().join();
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
