/** The reply of a script: a flat list of texts that begins with the kind of its outcome. @module */

import { corrupt } from './failure.ts';

export interface Reply<Kind extends string = string> {
  readonly kind: Kind;
  readonly rest: readonly string[];
}

/** Throws the failure that the call rejects with if the reply has none of these kinds. */
export function readReply<Kind extends string>(reply: unknown, kinds: readonly Kind[]): Reply<Kind> {
  if (!Array.isArray(reply)) throw corrupt('unknown');
  const [kind, ...rest] = reply.map((element) => replyText(element));
  if (isOneOf(kinds, kind)) return { kind, rest };
  throw corrupt(kind === 'corrupt' ? 'not-applied' : 'unknown');
}

function isOneOf<Kind extends string>(kinds: readonly Kind[], kind: unknown): kind is Kind {
  return kinds.includes(kind as Kind);
}

/** A client may be configured to return bytes. */
function replyText(element: unknown): string {
  if (typeof element === 'string') return element;
  if (element instanceof Uint8Array) return new TextDecoder().decode(element);
  throw corrupt('unknown');
}
