/** The verbs of a decision: load, charge, settle. @module */

import type { ChargeAnswer, ChargeInput } from '../../domain/charge.ts';
import type { SettleInput } from '../../domain/settle.ts';
import type { DecisionStorage } from '../../ports/storage.ts';
import { type Reply, countOf, decodeState, instantOf, scopeOf } from './decode-state.ts';
import { encodeCandidate, encodeFlag, encodeOptional } from './encode-records.ts';
import { scopeLetters } from './formats.ts';
import { chargeScript, loadScript, settleScript } from './scripts/index.ts';
import { decodeText, encodeNumber, encodeText } from './stored-text.ts';
import type { AskScript } from './verb.ts';

export function createDecisionVerbs(ask: AskScript): DecisionStorage {
  return {
    async load(tag, { client, tokenId }) {
      const args = [encodeTag(client), encodeTag(tokenId)];
      const { rest } = await ask(loadScript, tag, args, ['loaded']);
      return decodeState(rest, tokenId);
    },
    async charge(tag, input) {
      return decodeCharge(await ask(chargeScript, tag, chargeArgs(input), chargeWords));
    },
    async settle(tag, input) {
      const { word, rest } = await ask(settleScript, tag, settleArgs(input), [
        'settled',
        'spent',
        'superseded',
      ]);
      return word === 'settled' ? { word, recoveryCodesLeft: countOf(rest[0] ?? '') } : { word };
    },
  };
}

const chargeWords = ['charged', 'locked', 'disabled', 'malformed', 'trusted', 'not-enrolled'] as const;

function chargeArgs(input: ChargeInput): readonly string[] {
  const { locks } = input;
  return [
    encodeText(input.attemptId),
    encodeNumber(input.at),
    encodeFlag(input.automaticEmail),
    encodeTag(input.client),
    encodeOptional(input.trustSeconds),
    encodeOptional(locks.disabledAt),
    encodeNumber(Math.max(0, ...locks.ms)),
    encodeNumber(locks.ms.length),
    ...locks.ms.map((ms) => encodeNumber(ms)),
    ...input.candidates.flatMap((candidate) => encodeCandidate(candidate)),
  ];
}

function decodeCharge({ word, rest }: Reply<(typeof chargeWords)[number]>): ChargeAnswer {
  const [letter = '', retryAt = '', digestCount = ''] = rest;
  const stateAt = 3 + countOf(digestCount);
  const recoveryDigests = rest.slice(3, stateAt).map((digest) => decodeText(digest));
  const state = decodeState(rest.slice(stateAt), undefined);
  switch (word) {
    case 'charged':
      return { word, method: scopeOf(letter), state, recoveryDigests };
    case 'locked':
      return { word, method: scopeOf(letter), retryAt: instantOf(retryAt), state };
    case 'disabled':
    case 'malformed':
      return { word, method: scopeOf(letter), state };
    case 'trusted':
    case 'not-enrolled':
      return { word, state };
  }
}

function settleArgs({ attemptId, at, proof, epoch, trust }: SettleInput): readonly string[] {
  const [what, step] =
    proof.method === 'totp'
      ? [encodeText(proof.enrollmentId), encodeNumber(proof.step)]
      : [proof.method === 'password' ? '' : encodeText(proof.digest), ''];
  const trusted =
    trust === undefined
      ? ['', '', '', '']
      : [
          encodeText(trust.client.client),
          encodeNumber(trust.client.factorAt),
          encodeText(trust.client.label),
          encodeNumber(trust.maxClients),
        ];
  const scope = scopeLetters[proof.method];
  return [encodeText(attemptId), encodeNumber(at), scope, what, step, encodeNumber(epoch), ...trusted];
}

/** A name that may be absent: empty then, since an empty text is written otherwise. */
function encodeTag(name: string | undefined): string {
  return name === undefined ? '' : encodeText(name);
}
