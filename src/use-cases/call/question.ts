/** What a call has read so far, and the permission that answers it. @module */

import type { Facts } from '../../domain/decision/challenge.ts';
import type { AccessRequest } from '../../domain/decision/decision.ts';
import type { Grant } from '../../domain/decision/denial.ts';
import type { ClientFingerprint, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Call } from './call.ts';

/** A call about a subject whose account is known. */
export interface Known extends Call {
  readonly account: Account;
  readonly tag: SubjectTag;
}

/** The same with the subject's state in storage. */
export interface Reading extends Known {
  readonly facts: Facts;
}

/** One question, with everything that has been read for it. */
export interface Question extends Known {
  readonly rule: Rule;
  readonly request: AccessRequest;
  readonly client: ClientFingerprint | undefined;
  readonly userAgent: string | undefined;
}

/** A grant, with everything that was read for it. */
export interface Permission {
  readonly grant: Grant;
  readonly question: Question;
  readonly facts: Facts;
}
