/** What a host passes to the façade laws. @module */

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

/** A façade to check. */
export interface FacadeUnderTest<Operation extends string = string> {
  /** The host's policy. A law that does not apply under it returns the reason as its result. */
  readonly policy: Policy<Operation>;
  /**
   * Returns the host's ports with these parts as clock, accounts, mailer and events. Called for
   * each case, so make costly parts (a connection, keys) once outside. No two cases use the same
   * subject.
   */
  createPorts(parts: FacadeParts): Ports | Promise<Ports>;
  /** `createTwoFactor` of `second-factor`. A host whose ports have no keys adds its keys here. */
  createTwoFactor(options: {
    readonly policy: Policy<Operation>;
    readonly ports: Ports;
  }): TwoFactor<Operation>;
}
