/** Identifies the requester by session cookie or personal access token. @module */

import type { IncomingMessage } from 'node:http';
import type { Identified } from 'second-factor/http';
import type { Session } from '../accounts/sessions.ts';
import type { Demo } from '../demo.ts';

/** Finds the session of the request's cookie. */
export function sessionOf(demo: Demo, request: IncomingMessage): Promise<Session | undefined> {
  return demo.sessions.find(demo.cookie.read(request));
}

/** Returns the request's bearer token. With a token, the server ignores the cookie. */
export function bearerTokenOf(request: IncomingMessage): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Identifies the requester for the operations' guard. */
export async function identify(demo: Demo, request: IncomingMessage): Promise<Identified> {
  const bearerToken = bearerTokenOf(request);
  if (bearerToken === undefined) {
    const session = await sessionOf(demo, request);
    if (session === undefined) return undefined;
    const { id, subject, signedInAt } = session;
    return { subject, session: id, signedInAt };
  }
  return demo.twoFactor.accessTokens.authenticate(bearerToken).match<Identified, Identified>(
    (accessToken) => ({ subject: accessToken.subject, accessToken }),
    (denial) => ({ denial }),
  );
}
