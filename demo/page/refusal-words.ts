/** The server's refusals in words for a person. @module */

const words: Readonly<Record<string, string>> = {
  'totp-required': 'A code is needed.',
  'totp-invalid': 'The code was wrong too often.',
  'totp-max-attempts': 'Too many wrong codes. Try again later.',
  'factor-disabled':
    'This factor is disabled after too many wrong codes. Set it up again with a recovery code.',
  'enrollment-required': 'This takes a second factor: set one up first.',
  unavailable: 'Something behind the server does not answer. Try again in a moment.',
  'name-taken': 'There is a token of this name already.',
  'limit-reached': 'There are as many tokens as the policy allows.',
  'not-found': 'That is gone already.',
  superseded: 'The account changed meanwhile. Try again.',
};

/** `answer`: the body of a refusal, the library's or the demonstration's own, which brings its message. */
export function describeRefusal(answer: Readonly<Record<string, unknown>>): string {
  const { errorType, message, details } = answer;
  if (typeof message === 'string') return message;
  if (
    errorType === 'invalid-request' &&
    typeof details === 'object' &&
    details !== null &&
    'problem' in details
  )
    return `That cannot be: ${String(details.problem)}.`;
  return (typeof errorType === 'string' && words[errorType]) || 'The server refused that.';
}
