/** Makes a method call of the Realtime example for whoever is logged in. @module */

import { type MethodCall, createInvocationScope, renderDdpError } from 'second-factor/ddp';
import { endOtherSessions, identify, policy, twoFactor } from './application.ts';
import { type Answer, type Connection, failure } from './connection.ts';
import { methods } from './methods.ts';

/** Operations of one call inherit the factor that was verified in it. */
const scopes = createInvocationScope(twoFactor, { policy });

export async function callMethod(connection: Connection, call: MethodCall): Promise<Answer> {
  const method = methods.get(call.method);
  if (method === undefined) return failure(404, 'Method not found');
  const who = await identify(connection.bearer);
  if (who === undefined) return failure(403, 'You must be logged in to do this.');
  if ('denial' in who) return { error: renderDdpError(who.denial) };
  const { subject, session, accessToken } = who;
  const client = session === undefined ? connection.client : { ...connection.client, session };
  const proof = { client, accessToken, code: call.code };
  const answer = await scopes.run({ subject, ...proof }, (scope) =>
    method({ params: call.params, scope, proof }),
  );
  if (answer.isErr()) return { error: renderDdpError(answer.error) };
  if ('endOtherSessions' in answer.value) endOtherSessions(subject, session);
  return { result: answer.value };
}
