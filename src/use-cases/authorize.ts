/** The decision carried out: one clock read, one read of the world, decide, and at most one commit. @module */

import { type Result, ResultAsync, err, ok } from 'neverthrow';
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
  return new ResultAsync(answerAndRecord(world, input ?? nothingAsked));
}

/** A question that is missing asks for nothing that there is. */
const nothingAsked: AuthorizeInput = { subject: '', operation: '' };

type Answer = Promise<Result<Permission, Denial>>;

async function answerAndRecord(world: World, input: AuthorizeInput): Answer {
  const about: About = { subject: input.subject, operation: input.operation, trace: [] };
  const clock = readClock(world, about);
  if (clock.isErr()) return err(clock.error);
  const answer = await answerAt(world, input, about, clock.value);
  if (answer.isOk()) recordGrant(world, answer.value.grant);
  else recordDenial(world, answer.error, clock.value);
  return answer;
}

// This is the path of every protected call. Plain async functions with early returns cost a fifth of `safeTry` here, whose
// generators neverthrow ships compiled down.
async function answerAt(world: World, input: AuthorizeInput, about: About, at: Instant): Answer {
  const policy = readPolicy(world, about);
  if (policy.isErr()) return err(policy.error);
  const token = readToken(input.accessToken);
  const tag = tagSubject(world.macs, typeof input.subject === 'string' ? input.subject : '');
  const client = tagClient(world.macs, tag, input.client, token?.id);
  const request = readRequest(input, token, client !== undefined);
  const rule = ruleOf(policy.value, input.operation);
  if (rule === undefined) return err(refusal(decide(policy.value, undefined, request, at)));
  const account = await findAccount(world, about);
  if (account.isErr()) return err(account.error);
  if (account.value === undefined) return err(refusal(decide(policy.value, undefined, request, at)));
  const userAgent = typeof input.client?.userAgent === 'string' ? input.client.userAgent : undefined;
  const read = { policy: policy.value, rule, account: account.value };
  const question: Question = { ...read, request, tag, client, userAgent, at, about };
  return request.code !== undefined && token === undefined && rule.secondFactor === 'asked'
    ? verifyFirst(world, question)
    : readFirst(world, question);
}

/** Without a code (or with a token, which must be judged before anything is charged): read, decide, perhaps verify or mail. */
async function readFirst(world: World, question: Question): Answer {
  const { policy, account, request, tag, client, at, about } = question;
  const query = { client, tokenId: request.token?.id };
  const state = await callStorage(world, about, (storage) => storage.load(tag, query), readState);
  if (state.isErr()) return err(state.error);
  const facts = factsOf(world, policy, account, state.value);
  const verdict = decide(policy, facts, request, at);
  if (verdict.kind !== 'verify') return conclude(world, question, facts, verdict);
  return verify(world, question, state.value.token, verdict.candidates);
}

/** With a code: the charge is the read, so that a refused attempt costs one trip. What is enrolled only the charge will know. */
async function verifyFirst(world: World, question: Question): Answer {
  const { policy, account, request, at } = question;
  const unread = factsOf(world, policy, { ...account, factorEnrolled: false }, stateOf(emptyRecord, {}));
  const plan = decide(policy, { ...unread, automaticEmail: false }, request, at);
  return plan.kind === 'verify'
    ? verify(world, question, undefined, plan.candidates)
    : readFirst(world, question);
}

async function verify(
  world: World,
  question: Question,
  token: AccessTokenRecord | undefined,
  candidates: readonly Candidate[],
): Answer {
  const verified = await verifyCode(world, question, token, candidates);
  if (verified.isErr()) return err(verified.error);
  const { value } = verified;
  return value.kind === 'verified'
    ? ok(value.permission)
    : fallBack(world, question, value.facts, value.trace);
}

/** None of the methods that the code could be for is enrolled: as if none had come along, but never with a mail. */
async function fallBack(world: World, question: Question, facts: Facts, trace: Trace): Answer {
  const { policy, rule, request, at } = question;
  const verdict = ask(policy, rule, facts, request, at, trace);
  const unavailable = { kind: 'second-factor-invalid', reason: 'method-unavailable' } as const;
  if (verdict.kind === 'ask')
    return err(challengeDenial(question, facts, { ...unavailable, ...verdict, kind: unavailable.kind }));
  if (verdict.kind === 'denied' || request.code?.method === undefined)
    return conclude(world, question, facts, verdict);
  const asked: Asked = { method: 'totp', availableMethods: [], purpose: 'challenge' };
  return err(challengeDenial(question, facts, { ...unavailable, asked, trace: verdict.grant.trace }));
}

async function conclude(world: World, question: Question, facts: Facts, verdict: Conclusion): Answer {
  switch (verdict.kind) {
    case 'granted':
      return ok(permissionOf(question, facts, verdict.grant));
    case 'denied':
      return err(verdict.denial);
    case 'ask':
      return err(await challenge(world, question, facts, verdict.asked, verdict.trace));
  }
}

/** The challenge; for `email` a code is mailed where none is live (or another is asked for) and the limits let it. */
async function challenge(
  world: World,
  question: Question,
  facts: Facts,
  asked: Asked,
  trace: Trace,
): Promise<Denial> {
  const { policy, account, request, tag, at, about } = question;
  const denial = { kind: 'second-factor-required', asked, trace } as const;
  const { emailCode } = facts.state;
  const isLive = emailCode !== undefined && emailCode.purpose === asked.purpose && at < emailCode.expiresAt;
  if (asked.method !== 'email' || (isLive && !request.resend))
    return challengeDenial(question, facts, denial);
  const send = { policy, account, facts, tag, purpose: asked.purpose, at, about: { ...about, trace } };
  const sent = await sendEmailCode(world, send);
  if (sent.isErr()) return sent.error;
  const result = sent.value.codeGenerated ? 'sent' : 'too-soon';
  const traced: Trace = [...trace, { step: 'email-code', result }];
  return challengeDenial(question, facts, { ...denial, sent: sent.value, trace: traced });
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
  const { method, value } = presented ?? {};
  const hasValue = value !== undefined && value !== null && value !== '';
  const code = hasValue ? readTypedCode({ method, value }) : undefined;
  return {
    subject: input.subject,
    operation: input.operation,
    token,
    clientKnown,
    wish: method,
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
