/** The context of an access decision: a call whose account, rule and request are known. @module */

import type { AccessRequest, Facts, Situation } from '../../domain/decision/situation.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import type { SubjectCall } from '../call/call.ts';
import { factsOf } from '../call/read-account.ts';

export interface AccessCall extends SubjectCall {
  readonly rule: Rule;
  readonly request: AccessRequest;
  readonly userAgent: string | undefined;
}

/** The call with the state of its subject, as the domain judges it. */
export function situationOf(call: AccessCall, state: SubjectState): Situation {
  const { policy, rule, account, request, at } = call;
  const facts: Facts = factsOf(call, account, state);
  return { policy, rule, facts, request, at };
}
