/** The decision carried out: one clock read, one read of the world, decide, and at most one commit. @module */

import { type ResultAsync, err, errAsync, okAsync, safeTry } from 'neverthrow';
import type { Asked, Facts } from '../domain/challenge.ts';
import type { Candidate } from '../domain/charge.ts';
import {
  type AccessRequest,
  type Conclusion,
  type PresentedToken,
  type Verdict,
  ask,
  decide,
} from '../domain/decision.ts';
import type { Denial } from '../domain/denial.ts';
import type { Instant } from '../domain/instant.ts';
import { tagClient, tagSubject } from '../domain/keyed-names.ts';
import { ruleOf } from '../domain/policy.ts';
import { Secret } from '../domain/secret.ts';
import { type AccessTokenRecord, emptyRecord, stateOf } from '../domain/subject-record.ts';
import type { Trace } from '../domain/trace.ts';
import { readTypedCode } from '../domain/typed-code.ts';
import type { Credentials } from '../ports/two-factor.ts';
import { readState } from './answer-shapes.ts';
import { callStorage } from './call-port.ts';
import { challengeDenial } from './deny.ts';
import { type Permission, type Question, permissionOf, readClock, readPolicy } from './question.ts';
import { factsOf, findAccount } from './read-account.ts';
import { recordDenial, recordGrant } from './record-event.ts';
import { sendEmailCode } from './send-email-code.ts';
import { verifyCode } from './verify-code.ts';
import type { About, World } from './world.ts';

export interface AuthorizeInput extends Credentials {
  readonly subject: string;
  readonly operation: string;
}

/** Answers the question and records what came of it. */
export function authorize(world: World, input: AuthorizeInput): ResultAsync<Permission, Denial> {
  const about: About = { subject: input.subject, operation: input.operation, trace: [] };
  const clock = readClock(world, about);
  if (clock.isErr()) {
    return errAsync(clock.error);
  }
  return answer(world, input, about, clock.value)
    .map((permission) => {
      recordGrant(world, permission.grant);
      return permission;
    })
    .mapErr((denial) => {
      recordDenial(world, denial, clock.value);
      return denial;
    });
}

function answer(
  world: World,
  input: AuthorizeInput,
  about: About,
  at: Instant,
): ResultAsync<Permission, Denial> {
  return safeTry(async function* () {
    const policy = yield* readPolicy(world, about);
    const token = readToken(input.accessToken);
    const tag = tagSubject(world.macs, String(input.subject));
    const client = tagClient(world.macs, tag, input.client, token?.id);
    const request = readRequest(input, token, client !== undefined);
    const rule = ruleOf(policy, input.operation);
    if (rule === undefined) return err(refusal(decide(policy, undefined, request, at)));
    const account = yield* findAccount(world, about);
    if (account === undefined) return err(refusal(decide(policy, undefined, request, at)));
    const userAgent = typeof input.client?.userAgent === 'string' ? input.client.userAgent : undefined;
    const question: Question = { policy, rule, account, request, tag, client, userAgent, at, about };
    return request.code !== undefined && token === undefined && rule.secondFactor === 'asked'
      ? verifyFirst(world, question)
      : readFirst(world, question);
  });
}

/** Without a code (or with a token, which must be judged before anything is charged): read, decide, perhaps verify or mail. */
function readFirst(world: World, question: Question): ResultAsync<Permission, Denial> {
  const { policy, account, request, tag, client, at, about } = question;
  const query = { client, tokenId: request.token?.id };
  return callStorage(world, about, (storage) => storage.load(tag, query), readState).andThen((state) => {
    const facts = factsOf(world, policy, account, state);
    const verdict = decide(policy, facts, request, at);
    if (verdict.kind !== 'verify') return conclude(world, question, facts, verdict);
    return verify(world, question, state.token, verdict.candidates);
  });
}

/** With a code: the charge is the read, so that a refused attempt costs one trip. What is enrolled only the charge will know. */
function verifyFirst(world: World, question: Question): ResultAsync<Permission, Denial> {
  const { policy, account, request, at } = question;
  const unread = factsOf(world, policy, { ...account, factorEnrolled: false }, stateOf(emptyRecord, {}));
  const plan = decide(policy, { ...unread, automaticEmail: false }, request, at);
  return plan.kind === 'verify'
    ? verify(world, question, undefined, plan.candidates)
    : readFirst(world, question);
}

function verify(
  world: World,
  question: Question,
  token: AccessTokenRecord | undefined,
  candidates: readonly Candidate[],
): ResultAsync<Permission, Denial> {
  return verifyCode(world, question, token, candidates).andThen((verified) =>
    verified.kind === 'verified'
      ? okAsync(verified.permission)
      : fallBack(world, question, verified.facts, verified.trace),
  );
}

/** None of the methods that the code could be for is enrolled: as if none had come along, but never with a mail. */
function fallBack(
  world: World,
  question: Question,
  facts: Facts,
  trace: Trace,
): ResultAsync<Permission, Denial> {
  const { policy, rule, request, at } = question;
  const verdict = ask(policy, rule, facts, request, at, trace);
  const named = request.code?.method;
  if (verdict.kind === 'granted' && named !== undefined) {
    const asked: Asked = { method: 'totp', availableMethods: [], purpose: 'challenge' };
    return errAsync(
      challengeDenial(question, facts, {
        kind: 'second-factor-invalid',
        reason: 'method-unavailable',
        asked,
        trace: verdict.grant.trace,
      }),
    );
  }
  if (verdict.kind !== 'ask') return conclude(world, question, facts, verdict);
  return errAsync(
    challengeDenial(question, facts, {
      kind: 'second-factor-invalid',
      reason: 'method-unavailable',
      asked: verdict.asked,
      trace: verdict.trace,
    }),
  );
}

function conclude(
  world: World,
  question: Question,
  facts: Facts,
  verdict: Conclusion,
): ResultAsync<Permission, Denial> {
  switch (verdict.kind) {
    case 'granted':
      return okAsync(permissionOf(question, facts, verdict.grant));
    case 'denied':
      return errAsync(verdict.denial);
    case 'ask':
      return askFor(world, question, facts, verdict.asked, verdict.trace);
  }
}

/** The challenge; for `email` a code is mailed where none is live (or another is asked for) and the limits let it. */
function askFor(
  world: World,
  question: Question,
  facts: Facts,
  asked: Asked,
  trace: Trace,
): ResultAsync<never, Denial> {
  const { policy, account, request, tag, at, about } = question;
  const denial = { kind: 'second-factor-required', asked, trace } as const;
  if (asked.method !== 'email') return errAsync(challengeDenial(question, facts, denial));
  const { emailCode } = facts.state;
  const isLive = emailCode !== undefined && emailCode.purpose === asked.purpose && at < emailCode.expiresAt;
  if (isLive && !request.resend) return errAsync(challengeDenial(question, facts, denial));
  const send = { policy, account, facts, tag, purpose: asked.purpose, at, about: { ...about, trace } };
  return sendEmailCode(world, send)
    .mapErr((failure): Denial => failure)
    .andThen((sent) => {
      const result = sent.codeGenerated ? 'sent' : 'too-soon';
      return errAsync(
        challengeDenial(question, facts, {
          ...denial,
          sent,
          trace: [...trace, { step: 'email-code', result }],
        }),
      );
    });
}

function refusal(verdict: Verdict): Denial {
  if (verdict.kind !== 'denied') throw new TypeError('an unknown operation or subject must be denied');
  return verdict.denial;
}

function readRequest(
  input: AuthorizeInput,
  token: PresentedToken | undefined,
  clientKnown: boolean,
): AccessRequest {
  const presented = typeof input.code === 'object' && input.code !== null ? input.code : undefined;
  const hasValue = presented?.value !== undefined && presented.value !== null && presented.value !== '';
  const code = hasValue ? readTypedCode({ method: presented.method, value: presented.value }) : undefined;
  return {
    subject: input.subject,
    operation: input.operation,
    token,
    clientKnown,
    wish: presented?.method,
    code,
    resend: presented?.resend === true,
  };
}

/** A token that did not come from `authenticate` proves nothing, and is refused like an unknown one. */
function readToken(token: unknown): PresentedToken | undefined {
  if (token === undefined || token === null) return undefined;
  const { id, digest } = token as Partial<PresentedToken>;
  const known = typeof id === 'string' && digest instanceof Secret && typeof digest.reveal() === 'string';
  return known ? { id, digest } : { id: '', digest: new Secret('') };
}
