/** The verbs of a decision: load, charge, settle, refund. @module */

import { type Instant, isLive } from '../../../domain/base/instant.ts';
import type { Candidate, ChargeInput, ChargeOutcome } from '../../../domain/subject/charge.ts';
import type { SettleInput } from '../../../domain/subject/settle.ts';
import type { DecisionVerbs } from '../../../domain/subject/verb-types.ts';
import {
  decodeNumber,
  encodeFlag,
  encodeNumber,
  encodeText,
  fieldCodecs,
  scopeLetters,
} from '../field-kinds.ts';
import type { KeyName } from '../keys.ts';
import { decodeRecoveryCodes } from '../lines/recovery-code-line.ts';
import { decodeSpentEmailCode, decodeState } from '../lines/subject-lines.ts';
import { encodeTrusted } from '../lines/trusted-client-line.ts';
import type { Reply } from '../reply.ts';
import { chargeScript } from '../scripts/charge.ts';
import { loadScript } from '../scripts/load.ts';
import { refundScript } from '../scripts/refund.ts';
import { settleScript } from '../scripts/settle.ts';
import { encodeAttempt } from './encode-attempt.ts';
import type { RedisVerbs } from './redis-verb.ts';

export const decisionVerbs: RedisVerbs<DecisionVerbs> = {
  load: {
    call: ({ client, tokenId }) =>
      loadScript.call(
        { client: encodeName(client), tokenId: encodeName(tokenId) },
        neededKeys(tokenId !== undefined, client !== undefined),
      ),
    decode({ rest }, { tokenId }) {
      const [record = '', trust = '', line = '', usedAt = ''] = rest;
      return decodeState(record, trust, tokenId === undefined ? undefined : { id: tokenId, line, usedAt });
    },
  },
  charge: {
    call: ({ attemptId, at, automaticEmail, client, trust, locks, candidates }) =>
      chargeScript.call(
        {
          ...encodeAttempt(attemptId),
          at: encodeNumber(at),
          automaticEmail: encodeFlag(automaticEmail),
          client: encodeName(client),
          trustSeconds: encodeOptional(trust?.seconds),
          trustMethods: (trust?.methods ?? []).map((method) => scopeLetters[method]).join(''),
          disabledAt: encodeOptional(locks.disabledAt),
          maxLock: encodeNumber(Math.max(0, ...locks.ms)),
          locks: locks.ms.map((ms) => `${encodeNumber(ms)},`).join(''),
          candidates: candidates.map((candidate) => `${encodeCandidate(candidate)};`).join(''),
        },
        neededKeys(
          candidates.some(({ method }) => method === 'recovery-code'),
          client !== undefined,
        ),
      ),
    decode: decodeCharge,
  },
  settle: {
    call: ({ attemptId, at, match, generation, trust }) =>
      settleScript.call(
        {
          attempt: encodeText(attemptId),
          at: encodeNumber(at),
          scope: scopeLetters[match.method],
          ...encodeMatch(match),
          generation: encodeNumber(generation),
          granted: trust === undefined ? '' : encodeTrusted(trust.client),
          maxClients: encodeOptional(trust?.maxClients),
        },
        neededKeys(match.method === 'recovery-code', trust !== undefined),
      ),
    decode: ({ kind, rest }) =>
      kind === 'settled' ? { kind, recoveryCodesLeft: decodeNumber(rest[0] ?? '') } : { kind },
  },
  refund: {
    call: ({ attemptId, method }) =>
      refundScript.call({ attempt: encodeText(attemptId), scope: scopeLetters[method] }),
  },
};

/**
 * The keys that a call needs: all of the script's if it needs the last, otherwise the first ones.
 */
function neededKeys(needsLast: boolean, needsClient: boolean): readonly KeyName[] | undefined {
  if (needsLast) return undefined;
  return needsClient ? ['subject', 'trusted'] : ['subject'];
}

/** Scope, shape, and whether the candidate counts only without a factor. */
function encodeCandidate(candidate: Candidate): string {
  const { method, onlyWithoutFactor } = candidate;
  return `${scopeLetters[method]},${encodeShape(candidate)},${encodeFlag(onlyWithoutFactor === true)}`;
}

/** The number of digits that were typed, or whether the text is well formed: `y` or `n`. */
function encodeShape(candidate: Candidate): string {
  if ('isWellFormed' in candidate) return candidate.isWellFormed ? 'y' : 'n';
  return candidate.digits === undefined ? 'n' : encodeNumber(candidate.digits);
}

function encodeMatch(match: SettleInput['match']): { readonly matched: string; readonly step: string } {
  switch (match.method) {
    case 'totp':
      return { matched: encodeText(match.enrollmentId), step: encodeNumber(match.step) };
    case 'email':
    case 'recovery-code':
      return { matched: encodeText(match.digest), step: '' };
    case 'password':
      return { matched: '', step: '' };
  }
}

function decodeCharge({ kind, rest }: Reply<ChargeOutcome['kind']>, { at }: ChargeInput): ChargeOutcome {
  const [letter = '', retryAt = '', record = '', trust = '', recoveryCodes = ''] = rest;
  const state = decodeState(record, trust);
  const scopeOf = fieldCodecs.scope.decode;
  switch (kind) {
    case 'charged': {
      const method = scopeOf(letter);
      const codes = decodeRecoveryCodes(recoveryCodes);
      const spentDigests = method === 'email' ? spentEmailDigests(record, at) : codes.spent;
      return { kind, method, state, recoveryDigests: codes.unspent, spentDigests };
    }
    case 'locked':
      return { kind, method: scopeOf(letter), retryAt: decodeNumber(retryAt), state };
    case 'disabled':
    case 'malformed':
      return { kind, method: scopeOf(letter), state };
    case 'trusted':
    case 'not-enrolled':
      return { kind, state };
  }
}

function spentEmailDigests(record: string, at: Instant): readonly string[] {
  const code = decodeSpentEmailCode(record);
  return code !== undefined && isLive(code, at) ? [code.digest] : [];
}

/** A text that may be absent, which an empty argument means. */
function encodeName(name: string | undefined): string {
  return fieldCodecs.optionalText.encode(name);
}

/** A number that may be absent, which an empty argument means. */
function encodeOptional(value: number | undefined): string {
  return fieldCodecs.optionalInstant.encode(value);
}
