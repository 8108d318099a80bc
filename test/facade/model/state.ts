/** The state of the model, as plain data without types of the library. @module */

import type { Factor, Numbers } from './settings.ts';

/** What failures are counted for. */
export type Scope = Factor | 'recovery-code' | 'password' | 'enrollment';

export interface ModelAccount {
  username?: string;
  verifiedEmails: string[];
  password?: string;
  mustHaveFactor?: boolean;
  factorEnrolled?: boolean;
}

/** An authenticator, live or pending. */
export interface Authenticator {
  /** Base32, as it was shown. */
  readonly secret: string;
  readonly digits: number;
}

export interface EmailedCode {
  readonly purpose: 'challenge' | 'first-factor';
  readonly digits: number;
  readonly expiresAt: number;
  /** Where it could be mailed: it dies with each of them. */
  readonly addresses: readonly string[];
  text: string;
  isSpent: boolean;
}

export interface ModelToken {
  readonly id: string;
  readonly text: string;
  readonly name: string;
  readonly bypass: boolean;
  /** The operations it is for; `undefined` for all. */
  readonly scopes: readonly string[] | undefined;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  lastUsedAt: number | undefined;
}

export interface Trusted {
  readonly client: string;
  readonly label: string;
  /** What earned the trust. */
  readonly method: Factor;
  readonly factorAt: number;
  /** Its end by the policy of its day. */
  readonly diesAt: number;
}

export interface Failures {
  readonly count: number;
  readonly lockedUntil: number;
}

export interface Person {
  readonly name: string;
  readonly account: ModelAccount;
  /** The account was deleted. */
  hasLeft: boolean;
  totp: (Authenticator & { readonly enrolledAt: number; readonly highest: number }) | undefined;
  pending: (Authenticator & { readonly expiresAt: number }) | undefined;
  email: 'off' | { readonly since: number; readonly addresses: readonly string[] } | undefined;
  code: EmailedCode | undefined;
  /** When codes were issued. */
  issuedAt: readonly number[];
  recovery: readonly string[];
  /** Recovery codes that were used, of the same set. */
  usedRecovery: readonly string[];
  trusted: readonly Trusted[];
  tokens: readonly ModelToken[];
  failures: { readonly [scope in Scope]?: Failures };
}

export interface Model {
  numbers: Numbers;
  readonly now: () => number;
  readonly people: Map<string, Person>;
  /** When code mails went to a mailbox, and when notices did. */
  readonly codeMails: Map<string, readonly number[]>;
  readonly notices: Map<string, readonly number[]>;
}

export function newPerson(name: string, account: ModelAccount): Person {
  return {
    name,
    account,
    hasLeft: false,
    totp: undefined,
    pending: undefined,
    email: undefined,
    code: undefined,
    issuedAt: [],
    recovery: [],
    usedRecovery: [],
    trusted: [],
    tokens: [],
    failures: {},
  };
}

/** The person with this id whose account the host finds. */
export function ownerOf(model: Model, subject: string): Person | undefined {
  const person = model.people.get(subject);
  return person?.hasLeft === true ? undefined : person;
}

/** Everything that was ever stored of a person, except the mails counted for addresses (P26). */
export function eraseAll(person: Person): void {
  Object.assign(person, { ...newPerson(person.name, person.account), hasLeft: person.hasLeft });
}

export function isAutomatic(model: Model, person: Person): boolean {
  return model.numbers.automatic && person.account.verifiedEmails.length > 0;
}

export function isEnrolled(model: Model, person: Person, factor: Factor): boolean {
  if (factor === 'totp') return person.totp !== undefined;
  return person.email === undefined ? isAutomatic(model, person) : person.email !== 'off';
}

export function hasFactor(model: Model, person: Person): boolean {
  return isEnrolled(model, person, 'totp') || isEnrolled(model, person, 'email');
}

/**
 * Automatic enrollment pins the addresses of the account when it is first seen (P7), and ends what
 * a session alone may have begun before (P11).
 */
export function pinAddresses(model: Model, person: Person): void {
  if (person.email !== undefined || !isAutomatic(model, person)) return;
  person.email = { since: model.now(), addresses: [...person.account.verifiedEmails] };
  person.pending = undefined;
}

/** Whether the host has a record of a factor that storage lost. */
export function isLost(model: Model, person: Person): boolean {
  return person.account.factorEnrolled === true && !hasFactor(model, person);
}

/** The effect of every change of factor, recovery codes or account on trust (P11). */
export function voidTrust(person: Person): void {
  person.trusted = [];
  person.pending = undefined;
  if (person.code?.purpose === 'first-factor') person.code = undefined;
}
