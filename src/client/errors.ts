/** The errors of the wrappers, identified by `name` across copies of this package. @module */

/** The person gave up on this call, or on the call whose prompt this one waited for. */
export interface TwoFactorCancelled extends Error {
  readonly name: 'TwoFactorCancelled';
}

/** The call was challenged, but its body can be read only once. The person was not asked. */
export interface TwoFactorNotRepeatable extends Error {
  readonly name: 'TwoFactorNotRepeatable';
}

/** Whether the person gave up. Usually there is nothing to report then. */
export function isTwoFactorCancelled(error: unknown): error is TwoFactorCancelled {
  return error instanceof Error && error.name === 'TwoFactorCancelled';
}

export function cancelled(): Error {
  return namedError('TwoFactorCancelled', 'The person gave up before a code was accepted.');
}

export function notRepeatable(): Error {
  return namedError(
    'TwoFactorNotRepeatable',
    'The body of a challenged call must be text, bytes, a Blob, a form or a ReadableStream.',
  );
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
