/** A code is verified: charged first, then compared, then settled (P1, P3, P11). @module */

import { type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { isDisabled, locksOf } from '../domain/attempts.ts';
import type { Facts } from '../domain/challenge.ts';
import type { Candidate, ChargeAnswer } from '../domain/charge.ts';
import { decide } from '../domain/decision.ts';
import type { Denial, Grant } from '../domain/denial.ts';
import { type Method, isFactor } from '../domain/method.ts';
import type { Proof, SettleInput } from '../domain/settle.ts';
import type { AccessTokenRecord, AttemptId, AttemptScope } from '../domain/subject-record.ts';
import type { Trace } from '../domain/trace.ts';
import { trustSecondsOf, trustedUntil } from '../domain/trust.ts';
import { readCharge, readSettle } from './answer-shapes.ts';
import { callStorage, unavailable } from './call-port.ts';
import { compareCode } from './compare-code.ts';
import { askedAgain, challengeDenial } from './deny.ts';
import { freshId } from './names.ts';
import { noticeAttempts, noticeRecoveryCode } from './notices.ts';
import { type Permission, type Question, permissionOf } from './question.ts';
import { factsOf, isAutomatic } from './read-account.ts';
import { record } from './record-event.ts';
import type { World } from './world.ts';

/** Verified; or none of the methods that the code could be for is enrolled, and nothing was charged. */
export type Verified =
  | { readonly kind: 'verified'; readonly permission: Permission }
  | { readonly kind: 'not-enrolled'; readonly facts: Facts; readonly trace: Trace };

/** `token`: the token that came along, as it was read before the charge. */
export function verifyCode(
  world: World,
  question: Question,
  token: AccessTokenRecord | undefined,
  candidates: readonly Candidate[],
): ResultAsync<Verified, Denial> {
  const { policy, rule, account, request, tag, client, at, about } = question;
  const locks = locksOf(policy.attempts);
  return safeTry(async function* () {
    const attemptId = yield* freshId(world, about);
    const charge = yield* callStorage(
      world,
      about,
      (storage) =>
        storage.charge(tag, {
          attemptId,
          at,
          candidates,
          automaticEmail: isAutomatic(policy, account),
          locks,
          client,
          trustSeconds: client === undefined ? undefined : trustSecondsOf(policy.trust, rule),
        }),
      readCharge,
    );
    const facts = factsOf(world, policy, account, { ...charge.state, token });
    // The state as the charge saw it decides: trust that became live meanwhile, or a factor that storage lost.
    const verdict = decide(policy, facts, request, at);
    if (verdict.kind === 'denied') return err(verdict.denial);
    if (charge.word === 'trusted' && verdict.kind === 'granted')
      return ok(verified(question, facts, verdict.grant));
    if (charge.word === 'trusted' || verdict.kind !== 'verify') return err(unavailable('storage', about));
    const before = verdict.trace;
    const trace: Trace = [...before, { step: 'attempt', result: attemptWord(charge) }];
    if (charge.word === 'not-enrolled') return ok({ kind: 'not-enrolled', facts, trace } satisfies Verified);
    const method = asMethod(charge.method);
    // A reply about a method that was not asked about belongs to another call: a mixed-up one must open nothing (P13, P16).
    const isAsked = verdict.candidates.some((candidate) => candidate.method === method);
    if (method === undefined || !isAsked) return err(unavailable('storage', about));
    if (charge.word === 'disabled') return err(disabled(question, facts, method, trace));
    const asked = askedAgain(question, facts, method);
    if (charge.word === 'locked') {
      return err(
        challengeDenial(question, facts, {
          kind: 'too-many-attempts',
          retryAt: charge.retryAt,
          asked,
          trace,
        }),
      );
    }
    if (charge.word === 'malformed') {
      return err(
        challengeDenial(question, facts, {
          kind: 'second-factor-invalid',
          reason: 'malformed-code',
          asked,
          trace,
        }),
      );
    }
    const code = request.code;
    if (code === undefined) return err(unavailable('storage', about));
    const { recoveryDigests, state } = charge;
    const proof = yield* compareCode(world, about, {
      method,
      state,
      recoveryDigests,
      code,
      purpose: asked.purpose,
      tag,
      at,
    });
    const compared: Trace = [
      ...trace,
      { step: 'comparison', result: proof === undefined ? 'mismatch' : 'match' },
    ];
    const failed = (reached: Trace): Denial =>
      isDisabled(method, state.attempts[method], locks)
        ? disabled(question, facts, method, reached)
        : challengeDenial(question, facts, {
            kind: 'second-factor-invalid',
            reason: 'wrong-code',
            asked,
            trace: reached,
          });
    if (proof === undefined) {
      await noticeAttempts(world, question, method, state.attempts[method]);
      return err(failed(compared));
    }
    const input = settlement(question, attemptId, proof, state.epoch);
    const settled = yield* callStorage(world, about, (storage) => storage.settle(tag, input), readSettle);
    const done: Trace = [...compared, { step: 'settlement', result: settled.word }];
    if (settled.word !== 'settled') return err(failed(done));
    if (method === 'recovery-code') await noticeRecoveryCode(world, question, settled.recoveryCodesLeft);
    return ok(verified(question, facts, grantOf(world, question, method, input, done)));
  });
}

/** Trust is granted where the rule honours it, for a factor, from a client that something identifies (P12). */
function settlement(
  { policy, rule, client, userAgent, at }: Question,
  attemptId: AttemptId,
  proof: Proof,
  epoch: number,
): SettleInput {
  const trusts =
    client !== undefined && isFactor(proof.method) && trustSecondsOf(policy.trust, rule) !== undefined;
  const label = labelOf(userAgent);
  const trust = trusts
    ? { trust: { client: { client, factorAt: at, label }, maxClients: policy.trust.maxClients } }
    : {};
  return { attemptId, at, proof, epoch, ...trust };
}

function grantOf(
  world: World,
  { policy, rule, request, at }: Question,
  method: Method,
  input: SettleInput,
  trace: Trace,
): Grant {
  const { subject, operation } = request;
  const seconds = trustSecondsOf(policy.trust, rule);
  if (input.trust === undefined || seconds === undefined)
    return { subject, operation, by: method, at, trace };
  const until = trustedUntil(at, seconds);
  record(world, { kind: 'client-trusted', at, subject, clientId: input.trust.client.client, until });
  return { subject, operation, by: method, at, trustedUntil: until, trace };
}

function verified(question: Question, facts: Facts, grant: Grant): Verified {
  return { kind: 'verified', permission: permissionOf(question, facts, grant) };
}

function disabled(question: Question, facts: Facts, method: Method, trace: Trace): Denial {
  const { subject, operation } = question.request;
  const { availableMethods } = askedAgain(question, facts, method);
  return {
    kind: 'factor-disabled',
    method: isFactor(method) ? method : 'totp',
    availableMethods,
    subject,
    operation,
    trace,
  };
}

function attemptWord(charge: ChargeAnswer): string {
  return 'method' in charge ? `${charge.word} ${charge.method}` : charge.word;
}

function asMethod(scope: AttemptScope): Method | undefined {
  return scope === 'enrollment' ? undefined : scope;
}

/** Printable characters only, at most 64, so that a list can show it. */
function labelOf(userAgent: string | undefined): string {
  return (userAgent ?? '').slice(0, 64).replace(/[^\x20-\x7e]/g, '?');
}
