/** What the policy says of one operation. @module */

import { type Result, err, ok } from 'neverthrow';
import { type Factor, factors } from './method.ts';
import { type InvalidField, choice, integer, list, object, truth } from './policy-fields.ts';

/** A rule as it is written; every field is optional, and leaving one out means its default. */
export interface RuleInput {
  /** `'asked'` (default), or `'exempt'`: granted without any second factor. */
  readonly secondFactor?: 'asked' | 'exempt';
  /** The factors that may satisfy the rule, in order of preference; default `['totp', 'email']`. A recovery code stands in for any of them. */
  readonly methods?: readonly Factor[];
  /** Whether the password may stand in where **no factor at all** is enrolled; default `'allowed'`. */
  readonly passwordFallback?: 'allowed' | 'forbidden';
  /** Whether trusted clients pass, and become trusted; default `'honoured'`. `'ignored'` neither uses nor grants trust (P12). */
  readonly trustedClients?: 'honoured' | 'ignored';
  /** Whether a personal access token with the bypass flag satisfies the rule; default `'may-bypass'`. */
  readonly accessTokens?: 'may-bypass' | 'no-bypass';
  /** What an account without factor and without anything to fall back on gets; default `'allow'`. */
  readonly whenNotEnrolled?: 'allow' | 'refuse';
  /** A trusted client counts only if its factor was presented within this many seconds [0–2 592 000]; default none. */
  readonly maxAgeSeconds?: number;
  /** Forbids the password, trust and bypass, as a login must. Default `true` for the operation named `login`, else `false`. */
  readonly login?: boolean;
}

/** A checked rule with every default filled in. */
export interface Rule {
  readonly secondFactor: 'asked' | 'exempt';
  readonly methods: readonly Factor[];
  readonly passwordFallback: 'allowed' | 'forbidden';
  readonly trustedClients: 'honoured' | 'ignored';
  readonly accessTokens: 'may-bypass' | 'no-bypass';
  readonly whenNotEnrolled: 'allow' | 'refuse';
  readonly maxAgeSeconds: number | undefined;
  readonly login: boolean;
  /** Guards a management call: no PAT at all, and the first factor is asked for as DESIGN's ladder says. */
  readonly reserved: boolean;
  /** Guards the start of an enrolment, which stays open to an account that must have a factor and has none. */
  readonly enrols: boolean;
}

/** The operations that guard the library's own management calls; a policy may only tighten their rules. */
export const reservedOperations = [
  'second-factor.totp.enroll',
  'second-factor.totp.remove',
  'second-factor.email.enable',
  'second-factor.email.disable',
  'second-factor.recovery-codes.regenerate',
  'second-factor.access-tokens.create',
  'second-factor.account.change',
] as const;

/** The name of an operation that guards a management call; `second-factor.account.change` is for the host's own use. */
export type ReservedOperation = (typeof reservedOperations)[number];

const enrollingOperations: readonly string[] = [
  'second-factor.totp.enroll',
  'second-factor.email.enable',
] satisfies readonly ReservedOperation[];

const reservedPrefix = 'second-factor.';

/** Everything under the reserved prefix, known or not, so that a misspelt reserved name is refused. */
export function looksReserved(operation: string): boolean {
  return operation.startsWith(reservedPrefix);
}

export function isReserved(operation: string): operation is ReservedOperation {
  return (reservedOperations as readonly string[]).includes(operation);
}

/** The rule of an operation of the host. `field` names it in a refusal. */
export function parseRule(input: unknown, operation: string, field: string): Result<Rule, InvalidField> {
  return parseFields(input, field).andThen((given): Result<Rule, InvalidField> => {
    if (operation === 'login' && given.login === false) {
      return err({ field: `${field}.login`, problem: 'cannot be false for the operation named login' });
    }
    const login = given.login ?? operation === 'login';
    if (!login) return ok({ ...withDefaults(given), login: false, reserved: false, enrols: false });
    const contradiction = contradicts(field, given, {
      passwordFallback: 'forbidden',
      trustedClients: 'ignored',
      accessTokens: 'no-bypass',
    });
    if (contradiction !== undefined) return err(contradiction);
    return ok({
      ...withDefaults(given),
      passwordFallback: 'forbidden',
      trustedClients: 'ignored',
      accessTokens: 'no-bypass',
      login: true,
      reserved: false,
      enrols: false,
    });
  });
}

/** The rule of a reserved operation: `input` may only tighten it, so anything looser is refused. */
export function parseReservedRule(
  input: unknown,
  operation: ReservedOperation,
  field: string,
  firstFactor: 'session' | 'refuse',
): Result<Rule, InvalidField> {
  return parseFields(input, field).andThen((given): Result<Rule, InvalidField> => {
    const contradiction = contradicts(field, given, {
      secondFactor: 'asked',
      trustedClients: 'ignored',
      accessTokens: 'no-bypass',
      whenNotEnrolled: 'refuse',
      login: false,
    });
    if (contradiction !== undefined) return err(contradiction);
    return ok({
      ...withDefaults(given),
      trustedClients: 'ignored',
      accessTokens: 'no-bypass',
      whenNotEnrolled: given.whenNotEnrolled ?? (firstFactor === 'session' ? 'allow' : 'refuse'),
      login: false,
      reserved: true,
      enrols: enrollingOperations.includes(operation),
    });
  });
}

function parseFields(input: unknown, field: string): Result<RuleInput, InvalidField> {
  return object(input, field, {
    secondFactor: choice('asked', 'exempt'),
    methods: list(choice(...factors)),
    passwordFallback: choice('allowed', 'forbidden'),
    trustedClients: choice('honoured', 'ignored'),
    accessTokens: choice('may-bypass', 'no-bypass'),
    whenNotEnrolled: choice('allow', 'refuse'),
    maxAgeSeconds: integer(0, 2_592_000),
    login: truth,
  });
}

function withDefaults(given: RuleInput): Omit<Rule, 'login' | 'reserved' | 'enrols'> {
  return {
    secondFactor: given.secondFactor ?? 'asked',
    methods: given.methods ?? factors,
    passwordFallback: given.passwordFallback ?? 'allowed',
    trustedClients: given.trustedClients ?? 'honoured',
    accessTokens: given.accessTokens ?? 'may-bypass',
    whenNotEnrolled: given.whenNotEnrolled ?? 'allow',
    maxAgeSeconds: given.maxAgeSeconds,
  };
}

function contradicts(field: string, given: RuleInput, forced: Partial<RuleInput>): InvalidField | undefined {
  for (const [name, value] of Object.entries(forced)) {
    const wanted = given[name as keyof RuleInput];
    if (wanted !== undefined && wanted !== value) {
      return { field: `${field}.${name}`, problem: `can only be ${JSON.stringify(value)} here` };
    }
  }
  return undefined;
}
