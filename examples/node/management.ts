/** What callers may change about their own factors and tokens. The same file in every HTTP example. @module */

import { type ManagementProof, type ResultAsync, errAsync } from 'second-factor';
import {
  type ClientSource,
  type HttpRefusal,
  type Identified,
  readClient,
  readCode,
} from 'second-factor/http';
import { endOtherSessions, twoFactor } from './application.ts';

/** The library guards these calls by rules of its own, so no route guards them as well: the code would be spent. */
const calls = {
  'totp/enroll': (subject, proof) => twoFactor.totp.enroll(subject, { proof }),
  'totp/confirm': (subject, { code }) => twoFactor.totp.confirm(subject, code?.value ?? ''),
  'totp/remove': (subject, proof) => twoFactor.totp.remove(subject, { proof }),
  'tokens/create': (subject, proof) => twoFactor.accessTokens.create(subject, { name: 'reader', proof }),
  'tokens/create-bypass': (subject, proof) =>
    twoFactor.accessTokens.create(subject, { name: 'robot', bypass: true, proof }),
} satisfies Record<string, (subject: string, proof: ManagementProof) => ResultAsync<object, HttpRefusal>>;

export type ManagementCall = keyof typeof calls;
export const managementCalls = Object.keys(calls) as ManagementCall[];

/** Makes a call for whoever sends the request, which carries their proof as it carries any code. */
export function manage(
  call: ManagementCall,
  who: Identified,
  request: ClientSource,
): ResultAsync<object, HttpRefusal> {
  if (who === undefined) return errAsync({ kind: 'not-authenticated' });
  if ('denial' in who) return errAsync(who.denial);
  const { subject, session, accessToken } = who;
  const proof = { client: readClient(request, { session }), accessToken, code: readCode(request.headers) };
  const answer: ResultAsync<object, HttpRefusal> = calls[call](subject, proof);
  return answer.map((value) => {
    if ('endOtherSessions' in value) endOtherSessions(subject, session);
    return value;
  });
}
