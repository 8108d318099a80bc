/** Calls that manage factors and tokens. The same file in every HTTP example. @module */

import { type ManagementProof, type ResultAsync, errAsync } from 'second-factor';
import {
  type ClientSource,
  type HttpRefusal,
  type Identified,
  readClient,
  readCode,
} from 'second-factor/http';
import { endOtherSessions, twoFactor } from './application.ts';

/** The library guards these calls itself. A guard on the route as well would spend the code. */
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

/** Makes a call for the identified caller, whose proof is the code in the request's headers. */
export function manage(
  call: ManagementCall,
  identified: Identified,
  request: ClientSource,
): ResultAsync<object, HttpRefusal> {
  if (identified === undefined) return errAsync({ kind: 'not-authenticated' });
  if ('denial' in identified) return errAsync(identified.denial);
  const { subject, session, signedInAt, accessToken } = identified;
  const client = readClient(request, { session, signedInAt });
  const proof = { client, accessToken, code: readCode(request.headers) };
  const result: ResultAsync<object, HttpRefusal> = calls[call](subject, proof);
  return result.map((value) => {
    if ('endOtherSessions' in value) endOtherSessions(subject, session);
    return value;
  });
}
