/** The `login` method of the Realtime example. @module */

import { type MethodCall, renderDdpError } from 'second-factor/ddp';
import { checkPassword, identify, openSession, twoFactor } from './application.ts';
import { type Answer, type Connection, failure } from './connection.ts';

/** By `{ user, password }`, or by `{ resume }`: the text of a session or of a personal access token. */
export async function logIn(connection: Connection, { params, code }: MethodCall): Promise<Answer> {
  const { resume } = (params[0] ?? {}) as { readonly resume?: unknown };
  const who = await (typeof resume === 'string' ? identify(resume) : checkPassword(params[0]));
  if (who === undefined) return failure(403, 'Incorrect login');
  if ('denial' in who) return { error: renderDdpError(who.denial) };
  if (typeof resume === 'string') {
    connection.bearer = resume;
    return { result: { id: who.subject, token: connection.bearer } };
  }
  const { client } = connection;
  const grant = await twoFactor.authorize({ subject: who.subject, operation: 'login', client, code });
  if (grant.isErr()) return { error: renderDdpError(grant.error) };
  connection.bearer = openSession(grant.value).session;
  return { result: { id: who.subject, token: connection.bearer } };
}
