/** The headers of every answer: nothing inline, nothing from elsewhere, no frame, no guessing of types. @module */

import type { ServerResponse } from 'node:http';

/** Everything comes from here, and markup is never made from text (Trusted Types without a policy). */
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

/** `secure`: browsers reach this server over HTTPS, and are told to keep to it. */
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
