/**
 * The two contexts of every use case: one call of the façade, and the same once its account is
 * known.
 * @module
 */

import type { Instant } from '../../domain/base/instant.ts';
import type { Denial, ManagementRefusal } from '../../domain/decision/denial.ts';
import type { DerivedMacs } from '../../domain/keys/derived-keys.ts';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Recognition } from './recognition.ts';

/** What every call of one façade shares. */
export interface Deployment {
  readonly ports: Ports;
  readonly macs: DerivedMacs;
  readonly recognition: Recognition;
  readonly currentPolicy: () => Policy;
}

/**
 * What a call is about. `subject` is absent if the call has to find it out
 * (`accessTokens.authenticate`).
 */
export interface Topic {
  readonly subject?: string | undefined;
  readonly operation: string;
}

/** One call of the façade, with the one instant and the one policy that hold for all of it. */
export interface Call {
  readonly ports: Ports;
  readonly macs: DerivedMacs;
  readonly recognition: Recognition;
  readonly topic: Topic;
  readonly found: Found;
  readonly at: Instant;
  readonly policy: Policy;
}

/** What a call has found out so far, for the event of its refusal. */
export interface Found {
  /** The id of the account, which the host may have spelled otherwise. */
  subject?: string;
}

/** A call about a subject whose account is known. From here on the subject is the account's id. */
export interface SubjectCall extends Call {
  readonly topic: Topic & { readonly subject: string };
  readonly account: Account;
  readonly subjectTag: SubjectTag;
}

/** Why a call is refused. */
export type Refusal = Denial | ManagementRefusal;
