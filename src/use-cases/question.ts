/** A question with everything that was read for it, and the permission that answers it. @module */

import type { Facts } from '../domain/challenge.ts';
import type { AccessRequest } from '../domain/decision.ts';
import type { Grant } from '../domain/denial.ts';
import type { Instant } from '../domain/instant.ts';
import type { ClientTag, SubjectTag } from '../domain/keyed-names.ts';
import { type Policy, isPolicy } from '../domain/policy.ts';
import type { Rule } from '../domain/rule.ts';
import type { Account } from '../ports/accounts.ts';
import { readInstant } from './answer-shapes.ts';
import { callNow } from './call-port.ts';
import type { About, World } from './world.ts';

/** A permission, and the state of the subject that it was given in. */
export interface Permission {
  readonly grant: Grant;
  readonly subject: string;
  readonly at: Instant;
  readonly about: About;
  readonly epoch: number;
  readonly policy: Policy;
  readonly account: Account;
  readonly facts: Facts;
  readonly tag: SubjectTag;
}

/** One question, with everything that has been read for it. */
export interface Question {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly account: Account;
  readonly request: AccessRequest;
  readonly tag: SubjectTag;
  readonly client: ClientTag | undefined;
  readonly userAgent: string | undefined;
  readonly at: Instant;
  readonly about: About;
}

/** The instant of the call: a use case reads the clock once. */
export function readClock(world: World, about: About): ReturnType<typeof callNow<Instant>> {
  return callNow(about, 'clock', () => world.ports.clock.now(), readInstant);
}

/** The policy of the moment. */
export function readPolicy(world: World, about: About): ReturnType<typeof callNow<Policy>> {
  return callNow(about, 'policy', world.policy, (policy) =>
    isPolicy(policy) ? { value: policy } : undefined,
  );
}

/** The permission that follows from a grant in a state. */
export function permissionOf(
  { policy, account, tag, about }: Question,
  facts: Facts,
  grant: Grant,
): Permission {
  const { subject, at } = grant;
  return { grant, subject, at, about, epoch: facts.state.epoch, policy, account, facts, tag };
}
