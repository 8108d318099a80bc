/** The verbs about trusted clients. @module */

import type { TrustVerbs } from '../../../domain/subject/verb-types.ts';
import { encodeNumber, encodeText } from '../field-kinds.ts';
import { linesOf } from '../line-codec.ts';
import { decodeTrusted } from '../lines/trusted-client-line.ts';
import { listTrustedScript, revokeAllTrustedScript, revokeTrustedScript } from '../scripts/trusted.ts';
import type { RedisVerbs } from './redis-verb.ts';

export const trustVerbs: RedisVerbs<TrustVerbs> = {
  listTrusted: {
    call: () => listTrustedScript.call({}),
    decode: ({ rest: [lines = ''] }) => linesOf(lines).map((line) => decodeTrusted(line)),
  },
  revokeTrusted: {
    call: ({ at, client }) => revokeTrustedScript.call({ client: encodeText(client), at: encodeNumber(at) }),
  },
  revokeAllTrusted: {
    call: ({ attemptId }) => revokeAllTrustedScript.call({ attempt: encodeText(attemptId) }),
  },
};
