/**
 * Everything in one process: the default adapters, each replaceable (`second-factor/embedded`).
 * @module
 */

import { createMemoryStorage } from './adapters/memory/memory-storage.ts';
import { createWebCryptoSealing } from './adapters/sealing/web-crypto-sealing.ts';
import { nobleHashing } from './adapters/system/noble-hashing.ts';
import { systemClock } from './adapters/system/system-clock.ts';
import { systemDomains } from './adapters/system/system-domains.ts';
import { systemRandom } from './adapters/system/system-random.ts';
import { type Keys, requireKeys } from './domain/keys/keys.ts';
import { generateKeys } from './generate-keys.ts';
import type { Accounts } from './ports/accounts.ts';
import type { Ports } from './ports/ports.ts';

export interface EmbeddedOptions extends Partial<Omit<Ports, 'accounts'>> {
  /** The host's user store. */
  readonly accounts: Accounts;
  /**
   * The deployment's keys or their text; default fresh ones that end with the process, like the
   * default storage.
   */
  readonly keys?: Keys | string | undefined;
}

/** Ports together with the keys that they were made with. */
export type EmbeddedPorts = Ports & { readonly keys: Keys };

/**
 * Ports that need nothing but the process: memory storage, the clock of the machine, Web Crypto.
 * Without a `mailer` emailed codes are `unavailable`.
 *
 * @throws {TypeError} if `storage` is replaced without `keys`: what it stores would be unreadable
 *   after a restart; or if keys do not come from `parseKeys`. `null` counts as absent.
 * @throws {RangeError} if the text of the keys cannot be read.
 * @example
 * ```ts
 * import { createTwoFactor, definePolicy } from 'second-factor';
 * import { embeddedPorts } from 'second-factor/embedded';
 *
 * const accounts = {
 *   find: async () => ({ id: 'alice', username: 'alice', verifiedEmails: [], hasPassword: false }),
 *   verifyPassword: async () => false,
 * };
 * const policy = definePolicy({ issuer: 'Acme', operations: { 'settings.save': {} } });
 * const twoFactor = createTwoFactor({ policy, ports: embeddedPorts({ accounts }) });
 * const grant = await twoFactor.demand({ subject: 'alice', operation: 'settings.save' });
 * grant.by; // => 'not-enrolled'
 * ```
 */
export function embeddedPorts(options: EmbeddedOptions): EmbeddedPorts {
  const given = { storage: options.storage ?? undefined, keys: options.keys ?? undefined };
  if (given.storage !== undefined && given.keys === undefined) {
    throw new TypeError(
      'keys must be given if storage is replaced (and sealing, if it is not made from them): fresh keys could not read what it stores',
    );
  }
  const keys = requireKeys(given.keys ?? generateKeys());
  const hashing = options.hashing ?? nobleHashing;
  return {
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    hashing,
    sealing: options.sealing ?? createWebCryptoSealing({ keys, hashing }),
    storage: given.storage ?? createMemoryStorage(),
    mailer: options.mailer,
    accounts: options.accounts,
    events: options.events,
    domains: options.domains ?? systemDomains,
    keys,
  };
}
