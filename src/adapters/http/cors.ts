/** The headers that a browser on another origin has to be allowed to send and to read (WHATWG Fetch, CORS protocol). @module */

/** For `Access-Control-Allow-Headers`: what a caller sends. */
export const requestHeaders: readonly string[] = Object.freeze([
  'x-2fa-code',
  'x-2fa-method',
  'x-2fa-resend',
]);

/** For `Access-Control-Expose-Headers`: what a caller reads. */
export const exposedHeaders: readonly string[] = Object.freeze(['retry-after', 'www-authenticate']);
