/** The `login` method of the Realtime example. @module */

import { type MethodCall, renderDdpError } from 'second-factor/ddp';
import { checkPassword, identify, openSession, twoFactor } from './application.ts';
import { type Connection, type MethodResult, failure } from './connection.ts';

/** Accepts `{ user, password }`, or `{ resume }` with a session id or a personal access token. */
export async function logIn(connection: Connection, { params, code }: MethodCall): Promise<MethodResult> {
  const { resume } = (params[0] ?? {}) as { readonly resume?: unknown };
  const identified = await (typeof resume === 'string' ? identify(resume) : checkPassword(params[0]));
  if (identified === undefined) return failure(403, 'Incorrect login');
  if ('denial' in identified) return { error: renderDdpError(identified.denial) };
  const { subject } = identified;
  if (typeof resume === 'string') {
    connection.bearer = resume;
    return { result: { id: subject, token: connection.bearer } };
  }
  const { client } = connection;
  const decision = await twoFactor.authorize({ subject, operation: 'login', client, code });
  if (decision.isErr()) return { error: renderDdpError(decision.error) };
  connection.bearer = openSession(decision.value).session;
  return { result: { id: subject, token: connection.bearer } };
}
