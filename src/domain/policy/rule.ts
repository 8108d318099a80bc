/** What the policy says of one operation. @module */

import { type Result, err, ok } from 'neverthrow';
import { deepFreeze } from '../base/deep-freeze.ts';
import { looksLikeLogin } from './login-name.ts';
import { type Factor, factors } from './method.ts';
import { type Fields, type InvalidField, choice, integer, object, someOf, flag } from './policy-fields.ts';
import { type EnrollmentSettings, maxTrustSeconds } from './policy-settings.ts';

/** A rule as it is written; every field is optional, and leaving one out means its default. */
export interface RuleInput {
  /** `'asked'` (default), or `'exempt'`: granted without any second factor. */
  readonly secondFactor?: 'asked' | 'exempt';
  /**
   * Factors that satisfy the rule, in order of preference; default `['totp', 'email']`. A recovery
   * code stands in for each, unless `recoveryCodes` refuses it.
   */
  readonly methods?: readonly Factor[];
  /**
   * Whether a recovery code may stand in for a factor; default `'accepted'`. `'refused'` leaves an
   * owner who lost every factor no way into this operation but a new enrollment or a reset.
   */
  readonly recoveryCodes?: 'accepted' | 'refused';
  /** Whether the password may stand in if **no factor at all** is enrolled; default `'allowed'`. */
  readonly passwordFallback?: 'allowed' | 'forbidden';
  /**
   * Whether trusted clients pass, and become trusted; default `'honoured'`: those trusted for a
   * factor that the rule accepts. `'ignored'` neither uses nor grants trust (P12), unless
   * `grantsTrust` says `'always'`.
   */
  readonly trustedClients?: 'honoured' | 'ignored';
  /**
   * Whether a personal access token with the bypass flag satisfies the rule; default
   * `'may-bypass'`.
   */
  readonly accessTokens?: 'may-bypass' | 'no-bypass';
  /** The verdict for an account without factor and fallback; default `'allow'`. */
  readonly whenNotEnrolled?: 'allow' | 'refuse';
  /**
   * A trusted client counts only if its factor was presented within this many seconds
   * [0–2 592 000]; default none.
   */
  readonly maxAgeSeconds?: number;
  /**
   * Whether a factor that is verified here trusts its client: `'where-honoured'` (default), if this
   * rule honors trusted clients; `'always'`, even if it does not; or `'never'`. On a login,
   * `'always'` trusts the session that is opened. The library's own operations do not accept it.
   */
  readonly grantsTrust?: 'where-honoured' | 'always' | 'never';
  /**
   * Forbids the password, trust and bypass, as a login must. Default `true` for the operation named
   * `login`, else `false`. A name that looks like a login (`signin`, `user.login`) has no default.
   */
  readonly login?: boolean;
}

/** A checked rule with every default filled in. */
export interface Rule {
  readonly secondFactor: 'asked' | 'exempt';
  readonly methods: readonly Factor[];
  readonly recoveryCodes: 'accepted' | 'refused';
  readonly passwordFallback: 'allowed' | 'forbidden';
  readonly trustedClients: 'honoured' | 'ignored';
  readonly accessTokens: 'may-bypass' | 'no-bypass';
  readonly whenNotEnrolled: 'allow' | 'refuse';
  readonly maxAgeSeconds: number | undefined;
  readonly grantsTrust: 'where-honoured' | 'always' | 'never';
  readonly login: boolean;
  /**
   * Guards a management call: no access token is accepted, and a verified address is a fallback
   * too.
   */
  readonly reserved: boolean;
  /**
   * Guards the start of an enrollment, which stays open to an account that must have a factor and
   * lacks one.
   */
  readonly enrolls: boolean;
}

/**
 * The operations that guard the library's own management calls; a policy may only tighten their
 * rules.
 */
export const reservedOperations = [
  'second-factor.totp.enroll',
  'second-factor.totp.remove',
  'second-factor.email.enable',
  'second-factor.email.disable',
  'second-factor.recovery-codes.regenerate',
  'second-factor.access-tokens.create',
  'second-factor.account.change',
] as const;
deepFreeze(reservedOperations);

/**
 * The name of an operation that guards a management call; `second-factor.account.change` is for the
 * host's own use.
 */
export type ReservedOperation = (typeof reservedOperations)[number];

const enrollingOperations: readonly string[] = [
  'second-factor.totp.enroll',
  'second-factor.email.enable',
] satisfies readonly ReservedOperation[];

export function isReserved(operation: string): operation is ReservedOperation {
  return (reservedOperations as readonly string[]).includes(operation);
}

const ruleFields: Fields<Omit<Rule, 'reserved' | 'enrolls'>> = {
  secondFactor: choice('asked', 'exempt'),
  methods: someOf(factors),
  recoveryCodes: choice('accepted', 'refused'),
  passwordFallback: choice('allowed', 'forbidden'),
  trustedClients: choice('honoured', 'ignored'),
  accessTokens: choice('may-bypass', 'no-bypass'),
  whenNotEnrolled: choice('allow', 'refuse'),
  maxAgeSeconds: integer(undefined, 0, maxTrustSeconds),
  grantsTrust: choice('where-honoured', 'always', 'never'),
  login: flag,
};

/**
 * The fixed fields of every login and of every reserved operation. Any other value is a
 * contradiction.
 */
const loginRule = {
  passwordFallback: 'forbidden',
  trustedClients: 'ignored',
  accessTokens: 'no-bypass',
  login: true,
} as const;
const reservedRule = {
  secondFactor: 'asked',
  trustedClients: 'ignored',
  accessTokens: 'no-bypass',
  whenNotEnrolled: 'refuse',
  login: false,
} as const;

/**
 * The rule of an operation.
 *
 * @param field names the operation in a refusal
 * @param firstFactor what a reserved operation does without any factor
 */
export function parseRule(
  input: unknown,
  operation: string,
  field: string,
  firstFactor: EnrollmentSettings['firstFactor'],
): Result<Rule, InvalidField> {
  return object(input, field, ruleFields).andThen((rule): Result<Rule, InvalidField> => {
    // Own fields alone.
    const given: RuleInput = { ...(input as RuleInput) };
    const reserved = isReserved(operation);
    if (given.login === undefined && operation !== 'login' && looksLikeLogin(operation))
      return err({
        field: `${field}.login`,
        problem: 'must be written here, since the name looks like a login: true or false',
      });
    const fixed: RuleInput = reserved ? reservedRule : rule.login || operation === 'login' ? loginRule : {};
    for (const [name, value] of Object.entries(fixed)) {
      if (![undefined, value].includes(given[name as keyof RuleInput] as typeof value))
        return err({ field: `${field}.${name}`, problem: `can only be ${JSON.stringify(value)} here` });
    }
    if (reserved && rule.grantsTrust === 'always') {
      const problem = 'can only be "where-honoured" or "never" here';
      return err({ field: `${field}.grantsTrust`, problem });
    }
    const open = reserved && firstFactor !== 'refuse' && given.whenNotEnrolled === undefined;
    const whenNotEnrolled = open ? 'allow' : (fixed.whenNotEnrolled ?? rule.whenNotEnrolled);
    const enrolls = enrollingOperations.includes(operation);
    return ok({ ...rule, ...fixed, whenNotEnrolled, reserved, enrolls });
  });
}
