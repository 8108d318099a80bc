/** What every use case is handed: the policy of the moment, the ports, the derived keys. @module */

import type { DerivedMacs } from '../domain/derived-keys.ts';
import type { DomainToAscii } from '../domain/email-address.ts';
import type { Policy } from '../domain/policy.ts';
import type { Trace } from '../domain/trace.ts';
import type { Ports } from '../ports/ports.ts';

export interface World {
  readonly policy: () => Policy;
  readonly ports: Ports;
  readonly macs: DerivedMacs;
  readonly toAscii: DomainToAscii;
}

/** What a refusal is about. */
export interface About {
  readonly subject: string;
  readonly operation: string;
  readonly trace: Trace;
}
