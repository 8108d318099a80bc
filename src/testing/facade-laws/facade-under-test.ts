/** What a host hands over to have its own façade checked. @module */

import type { Policy } from '../../domain/policy/policy.ts';
import type { Ports } from '../../ports/ports.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';
import type { MemoryAccounts } from '../world/memory-accounts.ts';
import type { RecordingEvents, RecordingMailer } from '../world/recording.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';

/** The parts that a law moves and looks at, to be put in the places of the host's own. */
export interface FacadeParts {
  readonly clock: VirtualClock;
  readonly accounts: MemoryAccounts;
  readonly mailer: RecordingMailer;
  readonly events: RecordingEvents;
}

/** What a host hands over. */
export interface FacadeUnderTest<Operation extends string = string> {
  /** The host's policy. A law that it leaves nothing to check for says so. */
  readonly policy: Policy<Operation>;
  /**
   * The host's ports with these parts in place of its clock, accounts, mailer and events. Called for every case that a law tries, so
   * what is costly (a connection, keys) is made once outside; the subjects of each case have names of their own.
   */
  createPorts(parts: FacadeParts): Ports | Promise<Ports>;
  /** `createTwoFactor` of `second-factor`; a host whose keys do not come with its ports adds them here. */
  createTwoFactor(options: {
    readonly policy: Policy<Operation>;
    readonly ports: Ports;
  }): TwoFactor<Operation>;
}
