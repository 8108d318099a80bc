/** The verbs about trusted clients. @module */

import type { TrustVerbs } from '../../domain/subject/verb-types.ts';
import type { Storage } from '../../ports/storage.ts';
import { decodeTrusted } from './decode-records.ts';
import { linesOf } from './decode-state.ts';
import { listTrustedScript, revokeAllTrustedScript, revokeTrustedScript } from './scripts/index.ts';
import { encodeText } from './stored-text.ts';
import type { AskScript } from './verb.ts';

export function createTrustVerbs(ask: AskScript): Pick<Storage, keyof TrustVerbs> {
  return {
    async listTrusted(tag) {
      const { rest } = await ask(listTrustedScript, tag, [], ['listed']);
      return linesOf(rest[0] ?? '').map((record) => decodeTrusted(record));
    },
    async revokeTrusted(tag, { client }) {
      return (await ask(revokeTrustedScript, tag, [encodeText(client)], ['revoked', 'not-found'])).kind;
    },
    async revokeAllTrusted(tag) {
      return (await ask(revokeAllTrustedScript, tag, [], ['revoked'])).kind;
    },
  };
}
