/**
 * Storage as verbs: each is atomic in itself. What must happen once is never "find, then write".
 * @module
 */

import type { RecipientTag, SubjectTag } from '../domain/keys/keyed-names.ts';
import type {
  DeploymentVerbs,
  InputOf,
  OutcomeOf,
  RecipientVerbs,
  SubjectVerbs,
} from '../domain/subject/verb-types.ts';

/**
 * The whole port. `subjectVerbs`, `recipientVerbs` and `deploymentVerbs` of `second-factor/domain`
 * have the pure function of each verb, which says exactly what the verb does to what is stored.
 * Every verb:
 * - is atomic for its subject or recipient, or for the storage as a whole, on any number of nodes;
 * - takes time from `at` and never reads a clock; `expiresAt <= at` means absent;
 * - may be repeated with the same `attemptId` and input, and then returns the same outcome without
 *   acting twice;
 * - rejects only if it does not know the outcome, with a `StorageFailure` if it knows more. A
 *   rejection lets nobody in.
 */
export interface Storage
  extends VerbsOn<SubjectTag, SubjectVerbs>, VerbsOn<RecipientTag, RecipientVerbs>, WholeVerbs {}

/** The verbs of a table as calls of a storage. */
type VerbsOn<Tag, Verbs> = {
  readonly [Name in keyof Verbs]: (tag: Tag, input: InputOf<Verbs[Name]>) => Promise<OutcomeOf<Verbs[Name]>>;
};

/** The verbs about the storage as a whole, which take no tag. */
type WholeVerbs = {
  readonly [Name in keyof DeploymentVerbs]: (
    input: InputOf<DeploymentVerbs[Name]>,
  ) => Promise<OutcomeOf<DeploymentVerbs[Name]>>;
};

/** What a storage rejects with if it knows more than "unknown". */
export interface StorageFailure {
  /**
   * `unavailable`: out of reach; `corrupt`: a stored record cannot be read; `misconfigured`:
   * refused by its configuration.
   */
  readonly kind: 'unavailable' | 'corrupt' | 'misconfigured';
  /** Whether the call may have taken effect. */
  readonly outcome: 'not-applied' | 'unknown';
}
