/** The three options of Rocket.Chat's protected calls as a rule. @module */

import { object, flag } from './policy-fields.ts';
import type { RuleInput } from './rule.ts';

/** What a call of that system says of its second factor; every option defaults to `false`. */
export interface RocketChatOptions {
  /** Where no factor is enrolled, the password is not asked for in its place. */
  readonly disablePasswordFallback?: boolean | undefined;
  /**
   * Trusted clients are asked again, and do not become trusted by it. A token with the bypass flag
   * still passes.
   */
  readonly disableRememberMe?: boolean | undefined;
  /**
   * Always asked, and the last word: trust and bypass do not count, the password stands in where no
   * factor is enrolled, even if `disablePasswordFallback` is set, and an account with neither is
   * refused.
   */
  readonly requireSecondFactor?: boolean | undefined;
}

/**
 * The rule for those options. It holds only what differs from the default rule, so that it fits an
 * operation that is a login, which forbids the password all the same.
 *
 * @throws {RangeError} if an option is unknown or neither true nor false; the message names it. A
 *   misspelled option would have no effect.
 * @example
 * ```ts
 * import { ruleFromOptions } from 'second-factor';
 *
 * ruleFromOptions({ disablePasswordFallback: true, disableRememberMe: true });
 * // => { passwordFallback: 'forbidden', trustedClients: 'ignored' }
 * ruleFromOptions({ disablePasswordFallback: true, requireSecondFactor: true });
 * // => { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' }
 * ```
 */
export function ruleFromOptions(options: RocketChatOptions): RuleInput {
  const given = object(options, 'options', {
    disablePasswordFallback: flag,
    disableRememberMe: flag,
    requireSecondFactor: flag,
  });
  if (given.isErr()) throw new RangeError(`${given.error.field} ${given.error.problem}`);
  const { disablePasswordFallback, disableRememberMe, requireSecondFactor } = given.value;
  if (requireSecondFactor) {
    return { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' };
  }
  return {
    ...(disablePasswordFallback ? { passwordFallback: 'forbidden' } : {}),
    ...(disableRememberMe ? { trustedClients: 'ignored' } : {}),
  };
}
