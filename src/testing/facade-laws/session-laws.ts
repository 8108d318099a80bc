/** Façade laws of what a session alone may do (P11, P14). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { Policy } from '../../domain/policy/policy.ts';
import type { ReservedOperation } from '../../domain/policy/rule.ts';
import type { ManagementProof } from '../../ports/credentials.ts';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';

/** How long ago the person signed in, beside the policy's longest. */
const signIns = {
  unknown: () => undefined,
  stale: (freshMs: number) => freshMs + 1,
  fresh: (freshMs: number) => freshMs,
  now: () => 0,
  ahead: () => -60_000,
  'too far ahead': () => -60_001,
} as const;
type SignIn = keyof typeof signIns;

const calls = ['totp.enroll', 'accessTokens.create', 'accessTokens.create with bypass'] as const;
type CallName = (typeof calls)[number];

const sessionEnrollsNothing = facadeLaw({
  id: 'a-stolen-session-enrolls-nothing',
  promise: 'P11',
  name: 'where there is nothing to ask for, a session does what the policy says, and makes no token that bypasses',
  inputs: fc.record({
    signIn: fc.constantFrom(...(Object.keys(signIns) as SignIn[])),
    call: fc.constantFrom(...calls),
  }),
  maxRuns: 60,
  async check(fixture, { signIn, call }) {
    const { policy, parts } = fixture;
    const subject = fixture.subject({ verifiedEmails: [], password: undefined });
    const agoMs = signIns[signIn](policy.enrollment.freshSeconds * 1000);
    const signedIn = agoMs === undefined ? {} : { signedInAt: parts.clock.at - agoMs };
    const proof = { client: { ...client, ...signedIn } };
    const isPermitted = call !== 'accessTokens.create with bypass' && sessionPermits(policy, call, signIn);
    const outcome = await make(fixture, subject, call, proof);
    equal(outcome, isPermitted ? 'ok' : 'enrollment-required', `${call} after a sign-in that is ${signIn}`);
  },
});

function sessionPermits(policy: Policy, call: CallName, signIn: SignIn): boolean {
  const operation: ReservedOperation =
    call === 'totp.enroll' ? 'second-factor.totp.enroll' : 'second-factor.access-tokens.create';
  if (policy.operations[operation]?.whenNotEnrolled !== 'allow') return false;
  return policy.enrollment.firstFactor === 'session' || ['fresh', 'now', 'ahead'].includes(signIn);
}

/** `ok`, or the kind of the refusal. */
async function make(
  { twoFactor }: FacadeFixture,
  subject: string,
  call: CallName,
  proof: ManagementProof,
): Promise<string> {
  const bypass = call === 'accessTokens.create with bypass';
  const result =
    call === 'totp.enroll'
      ? await twoFactor.totp.enroll(subject, { proof })
      : await twoFactor.accessTokens.create(subject, { name: 'ci', bypass, proof });
  return result.isOk() ? 'ok' : result.error.kind;
}

/** Laws of sessions. */
export const sessionLaws: readonly FacadeLaw[] = [sessionEnrollsNothing];
