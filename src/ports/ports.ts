/** The ports together: what the core needs of the world. @module */

import type { Hashing } from '../domain/base/hashing.ts';
import type { Accounts } from './accounts.ts';
import type { Clock } from './clock.ts';
import type { Domains } from './domains.ts';
import type { Events } from './events.ts';
import type { Mailer } from './mailer.ts';
import type { Random } from './random.ts';
import type { Sealing } from './sealing.ts';
import type { Storage } from './storage.ts';

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly hashing: Hashing;
  readonly sealing: Sealing;
  readonly storage: Storage;
  /** Default none: email codes are `unavailable`, and notices are left out. */
  readonly mailer?: Mailer | undefined;
  readonly accounts: Accounts;
  readonly events?: Events | undefined;
  /** Default none: two spellings of an international domain are then counted as two mailboxes. */
  readonly domains?: Domains | undefined;
}
