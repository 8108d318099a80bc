/** The security headers of every response. @module */

import type { ServerResponse } from 'node:http';

/**
 * Allows only the server's own files, no inline code and no frames. Trusted Types without a policy
 * prevent scripts from turning text into markup.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** If `secure`, browsers connect over HTTPS, and a header makes them continue to do so. */
export function setSecurityHeaders(response: ServerResponse, secure: boolean): void {
  const headers = {
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
