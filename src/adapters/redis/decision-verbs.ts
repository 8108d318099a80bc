/** The verbs of a decision: load, charge, settle. @module */

import type { ChargeOutcome, ChargeInput } from '../../domain/subject/charge.ts';
import type { SettleInput } from '../../domain/subject/settle.ts';
import type { DecisionVerbs } from '../../domain/subject/verb-types.ts';
import type { Storage } from '../../ports/storage.ts';
import { decodeRecoveryCode, numberOf, scopeOf } from './decode-records.ts';
import { type Reply, decodeState, linesOf } from './decode-state.ts';
import { encodeCandidate, encodeFlag, encodeOptional } from './encode-records.ts';
import { scopeLetters } from './formats.ts';
import { chargeScript, loadScript, settleScript } from './scripts/index.ts';
import { encodeNumber, encodeText } from './stored-text.ts';
import type { KeyName } from './subject-keys.ts';
import type { AskScript } from './verb.ts';

export function createDecisionVerbs(ask: AskScript): Pick<Storage, keyof DecisionVerbs> {
  return {
    async load(tag, { client, tokenId }) {
      const args = [encodeTag(client), encodeTag(tokenId)];
      const keys = keysFor(tokenId !== undefined, client !== undefined);
      const { rest } = await ask(loadScript, tag, args, ['loaded'], keys);
      const [subject = '', trust = '', record = '', used = ''] = rest;
      const token = tokenId === undefined ? undefined : { id: tokenId, record, used };
      return decodeState(subject, trust, token);
    },
    async charge(tag, input) {
      const recovers = input.candidates.some(({ method }) => method === 'recovery-code');
      const keys = keysFor(recovers, input.client !== undefined);
      return decodeCharge(await ask(chargeScript, tag, [chargeText(input)], chargeWords, keys));
    },
    async settle(tag, input) {
      const keys = keysFor(input.match.method === 'recovery-code', input.trust !== undefined);
      const { kind, rest } = await ask(settleScript, tag, [settleText(input)], settleWords, keys);
      return kind === 'settled' ? { kind, recoveryCodesLeft: numberOf(rest[0]) } : { kind };
    },
  };
}

/** The first keys of a script: what a call has no use for is not sent. All of them where the last is needed. */
function keysFor(last: boolean, client: boolean): readonly KeyName[] | undefined {
  return last ? undefined : client ? ['s', 'c'] : ['s'];
}

const chargeWords = ['charged', 'locked', 'disabled', 'malformed', 'trusted', 'not-enrolled'] as const;
const settleWords = ['settled', 'spent', 'superseded'] as const;

function chargeText(input: ChargeInput): string {
  const { locks } = input;
  return [
    encodeText(input.attemptId),
    encodeNumber(input.at),
    encodeFlag(input.automaticEmail),
    encodeTag(input.client),
    encodeOptional(input.trustSeconds),
    encodeOptional(locks.disabledAt),
    encodeNumber(Math.max(0, ...locks.ms)),
    locks.ms.map((ms) => `${encodeNumber(ms)},`).join(''),
    input.candidates.map((candidate) => `${encodeCandidate(candidate)};`).join(''),
  ].join('|');
}

function decodeCharge({ kind, rest }: Reply<(typeof chargeWords)[number]>): ChargeOutcome {
  const [letter = '', retryAt = '', subject = '', trust = '', recovery = ''] = rest;
  const state = decodeState(subject, trust);
  switch (kind) {
    case 'charged':
      return { kind, method: scopeOf(letter), state, recoveryDigests: unspentOf(recovery) };
    case 'locked':
      return { kind, method: scopeOf(letter), retryAt: numberOf(retryAt), state };
    case 'disabled':
    case 'malformed':
      return { kind, method: scopeOf(letter), state };
    case 'trusted':
    case 'not-enrolled':
      return { kind, state };
  }
}

/** The digests of the recovery codes that can still be used. */
function unspentOf(lines: string): readonly string[] {
  const codes = linesOf(lines).map((record) => decodeRecoveryCode(record));
  return codes.filter(({ spentBy }) => spentBy === undefined).map(({ digest }) => digest);
}

function settleText({ attemptId, at, match, generation, trust }: SettleInput): string {
  const [what, step] =
    match.method === 'totp'
      ? [encodeText(match.enrollmentId), encodeNumber(match.step)]
      : [match.method === 'password' ? '' : encodeText(match.digest), ''];
  const trusted =
    trust === undefined
      ? '|||'
      : [
          encodeText(trust.client.client),
          encodeNumber(trust.client.factorAt),
          encodeText(trust.client.label),
          encodeNumber(trust.maxClients),
        ].join('|');
  const scope = scopeLetters[match.method];
  return [encodeText(attemptId), encodeNumber(at), scope, what, step, encodeNumber(generation), trusted].join(
    '|',
  );
}

/** A name that may be absent: empty then, since an empty text is written otherwise. */
function encodeTag(name: string | undefined): string {
  return name === undefined ? '' : encodeText(name);
}
