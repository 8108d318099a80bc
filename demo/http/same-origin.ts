/** The defense against cross-site requests and DNS rebinding. @module */

import type { IncomingMessage } from 'node:http';

/**
 * The header that the page sends with every change. Another site needs a preflight to send it, and
 * the server grants none.
 */
export const changeHeader = 'x-requested-with';

/**
 * Returns whether the `Host` header is one of this server's names. Another name that resolves to
 * this machine (DNS rebinding) is refused.
 */
export function isKnownHost(request: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  return hosts.has((request.headers.host ?? '').toLowerCase());
}

/**
 * Returns whether this request may make a change with its cookie. Scripts cannot forge these
 * headers.
 */
export function isSameOrigin(request: IncomingMessage, origins: ReadonlySet<string>): boolean {
  const { origin, [changeHeader]: changeValue } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined && !origins.has(origin)) return false;
  return changeValue !== undefined;
}
