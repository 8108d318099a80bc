/** Why a call of Redis failed, without any part of the call or the reply (P16, P18). @module */

import type { StorageFailure } from '../../ports/storage.ts';

/** An error with the fields of `StorageFailure`, and nothing of keys, arguments or stored bytes. */
export type RedisFailure = Error & StorageFailure;

export function failure(
  kind: StorageFailure['kind'],
  outcome: StorageFailure['outcome'],
  message: string,
): RedisFailure {
  return Object.assign(new Error(message), { kind, outcome });
}

export function corrupt(outcome: StorageFailure['outcome']): RedisFailure {
  return failure('corrupt', outcome, 'a stored line cannot be read');
}

/** The codes of errors with which Redis refuses a command before it has done anything. */
const refusals: ReadonlyMap<string, StorageFailure['kind']> = new Map([
  ...[
    'LOADING',
    'MASTERDOWN',
    'CLUSTERDOWN',
    'TRYAGAIN',
    'READONLY',
    'OOM',
    'MISCONF',
    'BUSY',
    'NOREPLICAS',
  ].map((code) => [code, 'unavailable'] as const),
  ...['NOAUTH', 'WRONGPASS', 'NOPERM', 'CROSSSLOT', 'MOVED', 'DENIED'].map(
    (code) => [code, 'misconfigured'] as const,
  ),
  ['WRONGTYPE', 'corrupt'],
]);

/** The messages of both clients for a command that never left the process. */
const unsent =
  /^(?:The client is (?:closed|offline)|Stream isn't writeable and|Cluster isn't ready and|None of startup nodes|All the root nodes|Failed to refresh slots cache|Cluster is (?:disconnect|ended))/;
const unsentCodes: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

/**
 * The failure for an error of a client. It keeps nothing of the error, which may hold arguments.
 */
export function failureOf(reason: unknown): RedisFailure {
  if (isFailure(reason)) return reason;
  const message = messageOf(reason);
  const code = /^[A-Z]{2,}\b/.exec(message)?.[0];
  // Before Redis 7, the error of a command inside a script is wrapped in an ERR.
  const inner =
    code === undefined || code === 'ERR'
      ? [...refusals.keys()].find((known) => new RegExp(`: -?${known} `).test(message))
      : code;
  const kind = inner === undefined ? undefined : refusals.get(inner);
  if (kind !== undefined) return failure(kind, 'not-applied', `Redis replied ${inner}`);
  if (code === 'ERR' && /unknown command|This instance has cluster support disabled/i.test(message))
    return failure('misconfigured', 'not-applied', 'Redis does not know a command');
  // The script reached a command that the user may not run. The commands before it have been
  // executed.
  if (code === 'ERR' && /can't run this command|can't access/.test(message))
    return failure('misconfigured', 'unknown', 'Redis does not permit a command');
  // A client that is not authenticated may not even send a command of this length.
  if (code === 'ERR' && /Protocol error: unauthenticated/.test(message))
    return failure('misconfigured', 'not-applied', 'Redis requires authentication');
  if (unsent.test(message) || unsentCodes.includes(valueOf(reason, 'code')))
    return failure('unavailable', 'not-applied', 'Redis is out of reach');
  return failure('unavailable', 'unknown', 'Redis did not reply');
}

export function isNoScript(reason: unknown): boolean {
  return messageOf(reason).startsWith('NOSCRIPT');
}

function isFailure(reason: unknown): reason is RedisFailure {
  return (
    reason instanceof Error &&
    valueOf(reason, 'kind') !== undefined &&
    valueOf(reason, 'outcome') !== undefined
  );
}

function messageOf(reason: unknown): string {
  const message = valueOf(reason, 'message');
  return typeof message === 'string' ? message : '';
}

function valueOf(reason: unknown, name: string): unknown {
  return typeof reason === 'object' && reason !== null
    ? (reason as Record<string, unknown>)[name]
    : undefined;
}
