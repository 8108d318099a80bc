/** The decision carried out: one read of the world, decide, and at most one commit. @module */

import { type Result, err, ok } from 'neverthrow';
import { Secret } from '../../domain/base/secret.ts';
import { liveCodeFor } from '../../domain/codes/email-code.ts';
import { readTypedCode } from '../../domain/codes/typed-code.ts';
import { challengeDenial } from '../../domain/decision/challenge-denial.ts';
import type { Asked } from '../../domain/decision/choose-method.ts';
import { ask, decide, denyUnknownOperation, denyUnknownSubject } from '../../domain/decision/decision.ts';
import type { Denial, Grant } from '../../domain/decision/denial.ts';
import { methodUnavailable } from '../../domain/decision/judge-attempt.ts';
import type { AccessRequest, Facts, PresentedToken, Situation } from '../../domain/decision/situation.ts';
import type { Trace } from '../../domain/decision/trace.ts';
import { type Client, fingerprintClient, tagSubject } from '../../domain/keys/keyed-names.ts';
import { ruleOf } from '../../domain/policy/policy.ts';
import type { Rule } from '../../domain/policy/rule.ts';
import type { SubjectState } from '../../domain/subject/subject-state.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Credentials } from '../../ports/credentials.ts';
import { callStorage } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { isUnpinned, pinAndRead } from '../call/pin-addresses.ts';
import { findAccount } from '../call/read-account.ts';
import { type AccessCall, situationOf } from './access-call.ts';
import { sendEmailCode } from './send-email-code.ts';
import { verifyCode } from './verify-code.ts';

/** A grant, with everything that was read for it. */
export interface Permitted {
  readonly grant: Grant;
  readonly call: AccessCall;
  readonly facts: Facts;
}

type OrDenial = Result<Permitted, Denial>;

/** May the subject do the operation? The caller publishes a grant, and `runCall` a denial. */
export async function authorize(call: Call, presented: Credentials | null | undefined): Promise<OrDenial> {
  const { subject = '', operation } = call.topic;
  const topic = { subject, operation };
  const rule = ruleOf(call.policy, operation);
  if (rule === undefined) return err(denyUnknownOperation(topic).denial);
  // Read before anything is awaited: the caller may go on using what it handed in (P29).
  const credentials = readCredentials(presented ?? {});
  const account = await findAccount(call);
  if (account.isErr()) return err(account.error);
  if (account.value === undefined) return err(denyUnknownSubject(topic).denial);
  const access = accessCallOf(call, credentials, rule, account.value);
  const { code, token } = access.request;
  // Only with a token (judged before anything is charged) or an exemption does a code need a read
  // first.
  return code !== undefined && token === undefined && rule.secondFactor === 'asked'
    ? chargeFirst(access, undefined)
    : decideFirst(access);
}

/** What was presented, in values that nobody else can change. */
interface ReadCredentials extends Pick<AccessRequest, 'token' | 'preferredMethod' | 'code' | 'resend'> {
  readonly client: Client;
}

function readCredentials({ client, code, accessToken }: Credentials): ReadCredentials {
  const { userAgent, ip, session, signedInAt } = client ?? {};
  const { method: preferredMethod, value, resend } = code ?? {};
  const hasValue = value !== undefined && value !== null && value !== '';
  return {
    client: { userAgent, ip, session, signedInAt },
    token: readPresentedToken(accessToken),
    preferredMethod,
    code: hasValue ? readTypedCode({ method: preferredMethod, value }) : undefined,
    resend: resend === true,
  };
}

/** Builds the context of the decision, once. */
function accessCallOf(call: Call, credentials: ReadCredentials, rule: Rule, account: Account): AccessCall {
  const { client, token, preferredMethod, code, resend } = credentials;
  const { ports, macs, recognition, found, at, policy } = call;
  const { operation } = call.topic;
  const { id: subject } = account;
  const subjectTag = tagSubject(macs, subject);
  const request = {
    subject,
    operation,
    token,
    client: fingerprintClient(macs, subjectTag, client, token?.id),
    signedInAt: typeof client.signedInAt === 'number' ? client.signedInAt : undefined,
    preferredMethod,
    code,
    resend,
  };
  // Written out: with a spread of `call` a trusted client takes half as long again (`bench`, case
  // `authorize: trusted client`).
  return {
    ports,
    macs,
    recognition,
    topic: { subject, operation },
    found,
    at,
    policy,
    account,
    subjectTag,
    rule,
    request,
    userAgent: client.userAgent,
  };
}

/** Reads the state and decides; verifies or mails a code only if the decision says so. */
async function decideFirst(call: AccessCall): Promise<OrDenial> {
  const { policy, request, subjectTag, at } = call;
  const query = { client: request.client, tokenId: request.token?.id };
  let state = await callStorage(call, 'load', subjectTag, query);
  if (state.isOk() && isUnpinned(call, state.value)) state = await pinAndRead(call, query, state.value);
  if (state.isErr()) return err(state.error);
  const situation = situationOf(call, state.value);
  const verdict = decide(policy, situation.facts, request, at);
  switch (verdict.kind) {
    case 'verify':
      return chargeFirst(call, state.value);
    case 'granted':
      return permitted(call, situation, verdict.grant);
    case 'denied':
      return err(verdict.denial);
    case 'ask':
      return err(await challenge(call, situation, verdict.asked, verdict.trace));
  }
}

/** The charge is the read, so that a refused attempt costs one round trip. */
async function chargeFirst(call: AccessCall, loaded: SubjectState | undefined): Promise<OrDenial> {
  const verified = await verifyCode(call, loaded);
  if (verified.isErr()) return err(verified.error);
  const { situation, ...found } = verified.value;
  return 'grant' in found ? permitted(call, situation, found.grant) : fallBack(call, situation, found.trace);
}

/**
 * No method that the code could be for is enrolled. A code of a named method is refused. Without a
 * named method the decision is the same as without a code, except that nothing is mailed.
 */
async function fallBack(call: AccessCall, situation: Situation, trace: Trace): Promise<OrDenial> {
  const verdict = ask(situation, trace);
  if (verdict.kind === 'denied') return err(verdict.denial);
  if (verdict.kind === 'ask') return err(methodUnavailable(situation, verdict.asked, verdict.trace));
  return call.request.code?.method === undefined
    ? permitted(call, situation, verdict.grant)
    : err(methodUnavailable(situation, undefined, verdict.grant.trace));
}

function permitted(call: AccessCall, { facts }: Situation, grant: Grant): OrDenial {
  return ok({ grant, call, facts });
}

/**
 * For `email` a code is mailed if none is live or another is requested, as far as the limits allow.
 */
async function challenge(
  call: AccessCall,
  situation: Situation,
  asked: Asked,
  trace: Trace,
): Promise<Denial> {
  const kind = { kind: 'second-factor-required' } as const;
  const isLive = liveCodeFor(asked.purpose, situation.facts.state, call.at) !== undefined;
  if (asked.method !== 'email' || (isLive && !call.request.resend))
    return challengeDenial(situation, asked, kind, trace);
  const sent = await sendEmailCode(call, situation.facts, asked.purpose, trace);
  if (sent.isErr()) return sent.error;
  const result = sent.value.codeGenerated ? 'sent' : 'too-soon';
  return challengeDenial(situation, asked, kind, [...trace, { step: 'email-code', result }], sent.value);
}

/**
 * A token that `authenticate` did not return proves nothing, and is refused like an unknown one.
 */
function readPresentedToken(token: unknown): PresentedToken | undefined {
  if (token === undefined || token === null) return undefined;
  const { id, digest } = token as Partial<PresentedToken>;
  const isKnown = typeof id === 'string' && digest instanceof Secret && typeof digest.reveal() === 'string';
  return isKnown ? { id, digest } : { id: '', digest: new Secret('') };
}
