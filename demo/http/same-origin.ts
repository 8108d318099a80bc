/** The defence against requests that other sites have a browser make, and against names that they point here. @module */

import type { IncomingMessage } from 'node:http';

/** What a page of ours sends with every change; another site cannot without a preflight, which is never granted. */
export const changeHeader = 'x-requested-with';

/**
 * Whether the name that was asked for is ours: with `hosts` fixed, a foreign name that resolves to this machine (DNS rebinding) reaches
 * nothing.
 */
export function isKnownHost(request: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  return hosts.has((request.headers.host ?? '').toLowerCase());
}

/** Whether a change may be made with this request's cookie. Browsers say where it comes from, and cannot be made to lie. */
export function isSameOrigin(request: IncomingMessage, origins: ReadonlySet<string>): boolean {
  const { origin, [changeHeader]: own } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin !== undefined && !origins.has(origin)) return false;
  return own !== undefined;
}
