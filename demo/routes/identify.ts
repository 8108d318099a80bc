/** Who makes a request: a session by its cookie, or a personal access token. @module */

import type { IncomingMessage } from 'node:http';
import type { Identified } from 'second-factor/http';
import type { Session } from '../accounts/sessions.ts';
import type { Demo } from '../demo.ts';

/** The session of the request's cookie. */
export function sessionOf(demo: Demo, request: IncomingMessage): Promise<Session | undefined> {
  return demo.sessions.find(demo.cookie.read(request));
}

/** The token of the request, where it came with one: such a request needs no cookie, and none is looked at. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** For the guard of operations. */
export async function identify(demo: Demo, request: IncomingMessage): Promise<Identified> {
  const bearer = bearerOf(request);
  if (bearer === undefined) {
    const session = await sessionOf(demo, request);
    return session === undefined ? undefined : { subject: session.subject, session: session.id };
  }
  return demo.twoFactor.accessTokens.authenticate(bearer).match<Identified, Identified>(
    (accessToken) => ({ subject: accessToken.subject, accessToken }),
    (denial) => ({ denial }),
  );
}
