/** What a host provides to check its own façade. @module */

import type { Policy } from '../../domain/policy/policy.ts';
import type { Ports } from '../../ports/ports.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';
import type { MemoryAccounts } from '../world/memory-accounts.ts';
import type { RecordingEvents, RecordingMailer } from '../world/recording.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';

/** The parts that a law controls and inspects. They replace the host's own. */
export interface FacadeParts {
  readonly clock: VirtualClock;
  readonly accounts: MemoryAccounts;
  readonly mailer: RecordingMailer;
  readonly events: RecordingEvents;
}

/** A host's façade, and how to make it with the parts of the kit. */
export interface FacadeUnderTest<Operation extends string = string> {
  /** The host's policy. A law that has nothing to check under it reports `not-applicable`. */
  readonly policy: Policy<Operation>;
  /**
   * Returns the host's ports with `parts` as clock, accounts, mailer and events. It is called for
   * each case of each law, so create a connection or keys once outside. The ids of subjects are
   * never reused, so all cases may share one storage.
   */
  createPorts(parts: FacadeParts): Ports | Promise<Ports>;
  /** `createTwoFactor` of `second-factor`. A host whose ports lack its keys adds them here. */
  createTwoFactor(options: {
    readonly policy: Policy<Operation>;
    readonly ports: Ports;
  }): TwoFactor<Operation>;
}
