/** The session cookie, which scripts cannot read and other sites cannot send. @module */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionSeconds } from '../accounts/sessions.ts';

export interface SessionCookie {
  read(request: IncomingMessage): string | undefined;
  write(response: ServerResponse, token: string): void;
  clear(response: ServerResponse): void;
}

/**
 * Over HTTPS, the prefix `__Host-` keeps other hosts and paths from setting it (RFC 6265bis
 * §4.1.3.2).
 */
export function createSessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-session' : 'session';
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    read(request) {
      const pairs = (request.headers.cookie ?? '').split(/;\s*/);
      return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    },
    write: (response, token) =>
      void response.setHeader('set-cookie', `${name}=${token}; Max-Age=${sessionSeconds}; ${attributes}`),
    clear: (response) => void response.setHeader('set-cookie', `${name}=; Max-Age=0; ${attributes}`),
  };
}
