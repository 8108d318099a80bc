/** The verbs about personal access tokens (P14). @module */

import type { AccessTokenVerbs } from '../../domain/subject/verb-types.ts';
import type { Storage } from '../../ports/storage.ts';
import { decodeToken } from './decode-records.ts';
import { decodeTokens } from './decode-state.ts';
import { encodeOptional, encodeToken } from './encode-records.ts';
import {
  findTokenScript,
  insertTokenScript,
  listTokensScript,
  replaceTokenScript,
  revokeAllTokensScript,
  revokeTokenScript,
} from './scripts/index.ts';
import { decodeText, encodeNumber, encodeText } from './stored-text.ts';
import type { AskScript } from './verb.ts';

export function createAccessTokenVerbs(ask: AskScript): Pick<Storage, keyof AccessTokenVerbs> {
  return {
    async insertToken(tag, { generation, token, maxTokens }) {
      const args = [
        encodeNumber(generation),
        encodeNumber(maxTokens),
        encodeText(token.id),
        encodeText(token.digest),
        encodeText(token.name),
        encodeToken(token),
        encodeOptional(token.lastUsedAt),
      ];
      const words = ['inserted', 'name-taken', 'limit-reached', 'superseded'] as const;
      return (await ask(insertTokenScript, tag, args, words)).kind;
    },
    async replaceToken(tag, { generation, id, token }) {
      const args = [
        encodeNumber(generation),
        encodeText(id),
        encodeText(token.id),
        encodeText(token.digest),
        encodeToken(token),
        encodeOptional(token.lastUsedAt),
      ];
      return (await ask(replaceTokenScript, tag, args, ['replaced', 'not-found', 'superseded'])).kind;
    },
    async revokeToken(tag, { id }) {
      return (await ask(revokeTokenScript, tag, [encodeText(id)], ['revoked', 'not-found'])).kind;
    },
    async revokeAllTokens(tag) {
      return (await ask(revokeAllTokensScript, tag, [], ['revoked'])).kind;
    },
    async findToken(tag, { id, at, everyMs, digests }) {
      const args = [
        encodeText(id),
        encodeNumber(at),
        encodeNumber(everyMs),
        ...digests.map((digest) => encodeText(digest)),
      ];
      const { kind, rest } = await ask(findTokenScript, tag, args, ['found', 'absent']);
      if (kind === 'absent') return undefined;
      const [record = '', used = ''] = rest;
      return decodeToken(id, record, used).token;
    },
    async listTokens(tag) {
      const { rest } = await ask(listTokensScript, tag, [], ['listed']);
      return decodeTokens(rest, decodeText);
    },
  };
}
