/** The state of a connection of the Realtime example, and the results of its methods. @module */

import type { Client } from 'second-factor';

/** Every call identifies `bearer` again, so an ended session or a revoked token stops at once. */
export interface Connection {
  readonly client: Client;
  bearer: string;
}

export type MethodResult = { readonly result: object } | { readonly error: object };

/** A refusal by the application itself, in the form of a `Meteor.Error`. */
export function failure(code: number, reason: string): MethodResult {
  const message = `${reason} [${code}]`;
  return { error: { isClientSafe: true, error: code, reason, message, errorType: 'Meteor.Error' } };
}
