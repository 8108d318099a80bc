/** Runs a method call of the Realtime example for the identified caller. @module */

import { type MethodCall, createInvocationScope, renderDdpError } from 'second-factor/ddp';
import { endOtherSessions, identify, policy, twoFactor } from './application.ts';
import { type Connection, type MethodResult, failure } from './connection.ts';
import { methods } from './methods.ts';

/** The operations of one call inherit a factor that was verified in it. */
const scopes = createInvocationScope(twoFactor, { policy });

export async function callMethod(connection: Connection, call: MethodCall): Promise<MethodResult> {
  const method = methods.get(call.method);
  if (method === undefined) return failure(404, 'Method not found');
  const identified = await identify(connection.bearer);
  if (identified === undefined) return failure(403, 'You must be logged in to do this.');
  if ('denial' in identified) return { error: renderDdpError(identified.denial) };
  const { subject, session, signedInAt, accessToken } = identified;
  const client = session === undefined ? connection.client : { ...connection.client, session, signedInAt };
  const credentials = { client, accessToken, code: call.code };
  const result = await scopes.run({ subject, ...credentials }, (scope) =>
    method({ params: call.params, scope, proof: credentials }),
  );
  if (result.isErr()) return { error: renderDdpError(result.error) };
  if ('endOtherSessions' in result.value) endOtherSessions(subject, session);
  return { result: result.value };
}
