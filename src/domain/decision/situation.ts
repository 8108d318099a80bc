/**
 * Everything that a decision knows: the policy, its rule, the facts about the subject, the request
 * and the instant.
 * @module
 */

import type { Instant } from '../base/instant.ts';
import type { Secret } from '../base/secret.ts';
import type { TypedCode } from '../codes/typed-code.ts';
import type { AddressTag, ClientFingerprint } from '../keys/keyed-names.ts';
import type { Policy } from '../policy/policy.ts';
import type { Rule } from '../policy/rule.ts';
import type { SubjectState } from '../subject/subject-state.ts';
import type { Trace } from './trace.ts';

/** The account as the host describes it; `ports/accounts.ts` documents each field. */
export interface AccountFacts {
  readonly username?: string | undefined;
  readonly verifiedEmails: readonly string[];
  readonly hasPassword: boolean;
  readonly mustHaveFactor?: boolean | undefined;
  readonly factorEnrolled?: boolean | undefined;
}

/** What is known about the subject. */
export interface Facts {
  readonly account: AccountFacts;
  readonly state: SubjectState;
  /** The policy enrolls email by itself, and the account has a verified address. */
  readonly automaticEmail: boolean;
  /** The keyed hash that stands for an exact address in storage. */
  readonly tagOf: (address: string) => AddressTag;
}

/** A personal access token that was authenticated. */
export interface PresentedToken {
  readonly id: string;
  readonly digest: Secret<string>;
}

/** For whom and for what. */
export interface Topic {
  readonly subject: string;
  readonly operation: string;
}

/** What is asked: for which subject and operation, and what was presented. */
export interface AccessRequest extends Topic {
  readonly token: PresentedToken | undefined;
  /** Stands for the asking client; `undefined` if nothing identifies it. */
  readonly client: ClientFingerprint | undefined;
  /** When the person presented the first factor, as far as the host says so. */
  readonly signedInAt: Instant | undefined;
  /** The method that the caller would rather be asked for (P15). */
  readonly preferredMethod: string | undefined;
  readonly code: TypedCode | undefined;
  /** Whether the caller requests another emailed code. */
  readonly resend: boolean;
}

/** A request for a known operation of a known account. */
export interface Situation {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly facts: Facts;
  readonly request: AccessRequest;
  readonly at: Instant;
}

/** What every grant and denial says of itself. */
export interface About {
  readonly subject: string;
  readonly operation: string;
  readonly trace: Trace;
}

export function about({ subject, operation }: Topic, trace: Trace): About {
  return { subject, operation, trace };
}
