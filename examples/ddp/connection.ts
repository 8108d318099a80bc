/** What the Realtime example keeps of a connection, and how it answers. @module */

import type { Client } from 'second-factor';

/** `bearer` is read again by every call, so that ending a session or revoking a token works at once. */
export interface Connection {
  readonly client: Client;
  bearer: string;
}

export type Answer = { readonly result: object } | { readonly error: object };

/** A refusal that is not the library's, as Meteor words it. */
export function failure(code: number, reason: string): Answer {
  const message = `${reason} [${code}]`;
  return { error: { isClientSafe: true, error: code, reason, message, errorType: 'Meteor.Error' } };
}
