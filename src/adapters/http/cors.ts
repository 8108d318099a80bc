/** The headers that CORS must allow a browser to send and to read (WHATWG Fetch). @module */

/** The request headers that a caller sends, for `Access-Control-Allow-Headers`. */
export const requestHeaders: readonly string[] = Object.freeze([
  'x-2fa-code',
  'x-2fa-method',
  'x-2fa-resend',
]);

/** The response headers that a caller reads, for `Access-Control-Expose-Headers`. */
export const exposedHeaders: readonly string[] = Object.freeze(['retry-after', 'www-authenticate']);
