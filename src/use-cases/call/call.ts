/** What every use case is handed: the ports, the derived keys, and the call that it answers. @module */

import type { DomainToAscii } from '../../domain/base/email-address.ts';
import type { Instant } from '../../domain/base/instant.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import type { DerivedMacs } from '../../domain/keys/derived-keys.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Ports } from '../../ports/ports.ts';

/** What a call has of the deployment. */
export interface Means {
  readonly ports: Ports;
  readonly macs: DerivedMacs;
  readonly toAscii: DomainToAscii;
}

export interface World extends Means {
  readonly currentPolicy: () => Policy;
}

/** What a refusal is about. */
export interface About {
  readonly subject: string;
  readonly operation: string;
  readonly trace: Trace;
}

/** One call of the façade, with the one instant and the one policy that it is answered by. */
export interface Call extends Means {
  readonly about: About;
  readonly at: Instant;
  readonly policy: Policy;
}
