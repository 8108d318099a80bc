/** A host that passes every third subject in capitals, which its user store ignores. @module */

import type { TwoFactor } from '../../../src/index.ts';

/** Whom a call is about, and the operation that it names. */
export interface Named {
  readonly subject: string;
  readonly operation?: string | undefined;
}

type Member = (...args: readonly unknown[]) => unknown;

/** What takes no subject, or the exact id. */
const exact = new Set(['authenticate', 'forget']);

/**
 * The same façade. Its results must not depend on the spelling.
 *
 * @param mayChange whether the host finds an account by another spelling
 */
export function spelledAnyhow(twoFactor: TwoFactor, mayChange: (named: Named) => boolean): TwoFactor {
  let calls = 0;
  const spell = (named: Named): string =>
    mayChange(named) && ++calls % 3 === 0 ? named.subject.toUpperCase() : named.subject;

  function respell(member: Member): Member {
    return (first, ...others) => {
      if (typeof first !== 'string') {
        const named = first as Named;
        return member({ ...named, subject: spell(named) }, ...others);
      }
      const { operation } = (others[0] ?? {}) as Partial<Named>;
      return member(spell({ subject: first, operation }), ...others);
    };
  }

  function respellAll(members: object): object {
    const entries = Object.entries(members as Record<string, unknown>).map(([name, member]) => {
      if (exact.has(name)) return [name, member] as const;
      return [
        name,
        typeof member === 'function' ? respell(member as Member) : respellAll(member as object),
      ] as const;
    });
    return Object.fromEntries(entries);
  }

  return respellAll(twoFactor) as TwoFactor;
}
