/** What the wrappers reject with; told apart by `name`, so that two copies of this package understand each other. @module */

/** The person gave up, or closed the prompt of another call that this one waited for. No code was accepted. */
export interface TwoFactorCancelled extends Error {
  readonly name: 'TwoFactorCancelled';
}

/** The call was challenged, but its body can be read only once. Nothing was asked. */
export interface TwoFactorNotRepeatable extends Error {
  readonly name: 'TwoFactorNotRepeatable';
}

/** Whether the person gave up: usually nothing to report. */
export function isTwoFactorCancelled(error: unknown): error is TwoFactorCancelled {
  return error instanceof Error && error.name === 'TwoFactorCancelled';
}

export function cancelled(): Error {
  return named('TwoFactorCancelled', 'The second factor was not given.');
}

export function notRepeatable(): Error {
  return named(
    'TwoFactorNotRepeatable',
    'This body can be sent only once: use text, bytes, a Blob, a form or a ReadableStream.',
  );
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
