/** The decision carried out: one read of the world, decide, and at most one commit. @module */

import { type Result, err, ok } from 'neverthrow';
import { Secret } from '../../domain/base/secret.ts';
import { liveCodeFor } from '../../domain/codes/email-code.ts';
import { readTypedCode } from '../../domain/codes/typed-code.ts';
import type { Asked, Facts } from '../../domain/decision/challenge.ts';
import {
  type AccessRequest,
  type Conclusion,
  type PresentedToken,
  ask,
  decide,
} from '../../domain/decision/decision.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { fingerprintClient, tagSubject } from '../../domain/keys/keyed-names.ts';
import { ruleOf } from '../../domain/policy/policy.ts';
import type { Candidate } from '../../domain/subject/charge.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import { emptyState } from '../../domain/subject/subject-state.ts';
import type { Credentials } from '../../ports/two-factor.ts';
import { callStorage } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { recordGrant } from '../call/publish-event.ts';
import type { Permission, Question } from '../call/question.ts';
import { factsOf, findAccount } from '../call/read-account.ts';
import { readState } from '../call/result-shapes.ts';
import { answerOf } from '../call/steps.ts';
import { challengeDenial } from './deny.ts';
import { sendEmailCode } from './send-email-code.ts';
import { verifyCode } from './verify-code.ts';

type Answered = Result<Permission, Denial>;
type Answer = Promise<Answered>;

/**
 * May the subject of the call do its operation? A grant is recorded here, a denial by whoever answers the call.
 *
 * This is the path of every protected call. Plain async functions with early returns cost a fifth of `safeTry` here, whose
 * generators neverthrow ships compiled down.
 */
export async function authorize(call: Call, presented: Credentials | null | undefined): Answer {
  const credentials = presented ?? {};
  const { ports, macs, toAscii, about, at, policy } = call;
  const { subject, operation } = about;
  const token = readToken(credentials.accessToken);
  const tag = tagSubject(macs, typeof subject === 'string' ? subject : '');
  const client = fingerprintClient(macs, tag, credentials.client, token?.id);
  const { method: preferredMethod, value, resend } = credentials.code ?? {};
  const hasValue = value !== undefined && value !== null && value !== '';
  const code = hasValue ? readTypedCode({ method: preferredMethod, value }) : undefined;
  const request: AccessRequest = {
    subject,
    operation,
    token,
    clientKnown: client !== undefined,
    preferredMethod,
    code,
    resend: resend === true,
  };
  const rule = ruleOf(policy, operation);
  const found = rule === undefined ? ok(undefined) : await findAccount(call);
  if (found.isErr()) return err(found.error);
  const account = found.value;
  if (rule === undefined || account === undefined) return err(decide(policy, undefined, request, at).denial);
  const { userAgent } = credentials.client ?? {};
  // Written out: a spread costs as much here as the rest of the function.
  const question: Question = {
    ports,
    macs,
    toAscii,
    about,
    at,
    policy,
    rule,
    account,
    request,
    tag,
    client,
    userAgent,
  };
  return code !== undefined && token === undefined && rule.secondFactor === 'asked'
    ? await verifyFirst(question)
    : await readFirst(question);
}

/** Without a code (or with a token, which must be judged before anything is charged): read, decide, perhaps verify or mail. */
async function readFirst(question: Question): Answer {
  const { policy, account, request, tag, client, at } = question;
  const query = { client, tokenId: request.token?.id };
  const state = await callStorage(question, (storage) => storage.load(tag, query), readState);
  if (state.isErr()) return err(state.error);
  const facts = factsOf(question, account, state.value);
  const verdict = decide(policy, facts, request, at);
  return verdict.kind === 'verify'
    ? await verify(question, state.value.token, verdict.candidates)
    : await conclude(question, facts, verdict);
}

/** With a code: the charge is the read, so that a refused attempt costs one trip. What is enrolled only the charge will know. */
async function verifyFirst(question: Question): Answer {
  const { policy, account, request, at } = question;
  const unread = factsOf(question, { ...account, factorEnrolled: false }, emptyState);
  const plan = decide(policy, { ...unread, automaticEmail: false }, request, at);
  return plan.kind === 'verify' ? verify(question, undefined, plan.candidates) : readFirst(question);
}

async function verify(
  question: Question,
  token: StoredAccessToken | undefined,
  candidates: readonly Candidate[],
): Answer {
  const verified = await answerOf(verifyCode(question, token, candidates));
  if (verified.isErr()) return err(verified.error);
  const { facts, ...found } = verified.value;
  return 'grant' in found ? permitted(question, facts, found.grant) : fallBack(question, facts, found.trace);
}

/** None of the methods that the code could be for is enrolled: as if none had come along, but never with a mail. */
async function fallBack(question: Question, facts: Facts, trace: Trace): Answer {
  const { policy, rule, request, at } = question;
  const verdict = ask(policy, rule, facts, request, at, trace);
  if (verdict.kind === 'denied' || (verdict.kind === 'granted' && request.code?.method === undefined))
    return conclude(question, facts, verdict);
  const [asked, traced] =
    verdict.kind === 'ask' ? [verdict.asked, verdict.trace] : [nothingToAsk, verdict.grant.trace];
  const challenge = { kind: 'second-factor-invalid', reason: 'method-unavailable' } as const;
  return err(challengeDenial(question, facts, asked, challenge, traced));
}

const nothingToAsk: Asked = { method: 'totp', availableMethods: [], purpose: 'challenge' };

function conclude(question: Question, facts: Facts, verdict: Conclusion): Answered | Promise<Answered> {
  switch (verdict.kind) {
    case 'granted':
      return permitted(question, facts, verdict.grant);
    case 'denied':
      return err(verdict.denial);
    case 'ask':
      return challenge(question, facts, verdict.asked, verdict.trace).then((denial) => err(denial));
  }
}

function permitted(question: Question, facts: Facts, grant: Grant): Answered {
  recordGrant(question, grant);
  return ok({ grant, question, facts });
}

/** The challenge; for `email` a code is mailed where none is live (or another is asked for) and the limits let it. */
async function challenge(question: Question, facts: Facts, asked: Asked, trace: Trace): Promise<Denial> {
  const { request, at, about } = question;
  const kind = { kind: 'second-factor-required' } as const;
  const isLive = liveCodeFor(asked.purpose, facts.state, at) !== undefined;
  if (asked.method !== 'email' || (isLive && !request.resend))
    return challengeDenial(question, facts, asked, kind, trace);
  const reading = { ...question, facts, about: { ...about, trace } };
  const sent = await answerOf(sendEmailCode(reading, asked.purpose));
  if (sent.isErr()) return sent.error;
  const result = sent.value.codeGenerated ? 'sent' : 'too-soon';
  const traced: Trace = [...trace, { step: 'email-code', result }];
  return challengeDenial(question, facts, asked, kind, traced, sent.value);
}

/** A token that did not come from `authenticate` proves nothing, and is refused like an unknown one. */
function readToken(token: unknown): PresentedToken | undefined {
  if (token === undefined || token === null) return undefined;
  const { id, digest } = token as Partial<PresentedToken>;
  const known = typeof id === 'string' && digest instanceof Secret && typeof digest.reveal() === 'string';
  return known ? { id, digest } : { id: '', digest: new Secret('') };
}
