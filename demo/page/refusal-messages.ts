/** Describes the server's refusals for the person. @module */

const messages: Readonly<Record<string, string>> = {
  'totp-required': 'A code is required.',
  'totp-invalid': 'The code was not accepted.',
  'totp-max-attempts': 'Too many wrong codes. Try again later.',
  'factor-disabled':
    'This factor is disabled after too many wrong codes. Set it up again with a recovery code.',
  'enrollment-required': 'This requires a second factor. Set one up first.',
  'sign-in-again': 'Sign in again first: this session is not fresh enough for that.',
  unavailable: 'A service of the server does not respond. Try again in a moment.',
  'name-taken': 'A token with this name exists.',
  'limit-reached': 'The maximum number of tokens is reached.',
  'not-found': 'This no longer exists.',
  superseded: 'The account changed in the meantime. Try again.',
};

/** `body` comes from the library, or from the demonstration itself, which includes a message. */
export function describeRefusal(body: Readonly<Record<string, unknown>>): string {
  const { errorType, message, details } = body;
  if (typeof message === 'string') return message;
  if (
    errorType === 'invalid-request' &&
    typeof details === 'object' &&
    details !== null &&
    'problem' in details
  )
    return `The input is not valid: ${String(details.problem)}.`;
  const { reason } = (details ?? {}) as { readonly reason?: unknown };
  const kind = reason === 'sign-in-again' ? reason : errorType;
  return (typeof kind === 'string' && messages[kind]) || 'The server refused the request.';
}
