/** The verbs about personal access tokens (P14). @module */

import type { AccessTokenVerbs } from '../../../domain/subject/verb-types.ts';
import { encodeNumber, encodeText, encodeTexts } from '../field-kinds.ts';
import { decodeToken, decodeTokens, encodeLastUse, encodeToken } from '../lines/access-token-line.ts';
import { findTokenScript } from '../scripts/find-token.ts';
import { insertTokenScript } from '../scripts/insert-token.ts';
import { listTokensScript } from '../scripts/list-tokens.ts';
import { replaceTokenScript } from '../scripts/replace-token.ts';
import { revokeAllTokensScript, revokeTokenScript } from '../scripts/revoke-tokens.ts';
import type { RedisVerbs } from './redis-verb.ts';

export const accessTokenVerbs: RedisVerbs<AccessTokenVerbs> = {
  insertToken: {
    call: ({ generation, token, maxTokens }) =>
      insertTokenScript.call({
        generation: encodeNumber(generation),
        maxTokens: encodeNumber(maxTokens),
        id: encodeText(token.id),
        line: encodeToken(token),
        usedAt: encodeLastUse(token),
      }),
  },
  replaceToken: {
    call: ({ generation, id, token }) =>
      replaceTokenScript.call({
        generation: encodeNumber(generation),
        oldId: encodeText(id),
        id: encodeText(token.id),
        line: encodeToken(token),
        usedAt: encodeLastUse(token),
      }),
  },
  revokeToken: {
    call: ({ id, attemptId }) =>
      revokeTokenScript.call({ id: encodeText(id), attempt: encodeText(attemptId) }),
  },
  revokeAllTokens: {
    call: ({ attemptId }) => revokeAllTokensScript.call({ attempt: encodeText(attemptId) }),
  },
  findToken: {
    call: ({ id, at, everyMs, digests }) =>
      findTokenScript.call({
        id: encodeText(id),
        at: encodeNumber(at),
        everyMs: encodeNumber(everyMs),
        digests: encodeTexts(digests),
      }),
    decode: ({ rest: [line, usedAt = ''] }, { id }) =>
      line === undefined ? undefined : decodeToken({ id, line, usedAt }),
  },
  listTokens: { call: () => listTokensScript.call({}), decode: ({ rest }) => decodeTokens(rest) },
};
