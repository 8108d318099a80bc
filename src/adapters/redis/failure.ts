/** What a call of Redis failed of, without anything that was in it (P16, P18). @module */

import type { StorageFailure } from '../../ports/storage.ts';

/** An error that says what the storage port wants to know, and nothing of keys, arguments or stored bytes. */
export type RedisFailure = Error & StorageFailure;

export function failure(
  kind: StorageFailure['kind'],
  outcome: StorageFailure['outcome'],
  message: string,
): RedisFailure {
  return Object.assign(new Error(message), { kind, outcome });
}

export function corrupt(outcome: StorageFailure['outcome']): RedisFailure {
  return failure('corrupt', outcome, 'a stored record cannot be read');
}

/** The first words of replies with which Redis refuses before it has done anything. */
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

/** How both clients say that a command never left the process. */
const unsent =
  /^(?:The client is (?:closed|offline)|Stream isn't writeable and|Cluster isn't ready and|None of startup nodes|All the root nodes|Failed to refresh slots cache|Cluster is (?:disconnect|ended))/;
const unsentCodes: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

/** The failure that an error of a client stands for. Nothing of the error is kept: clients put arguments into it. */
export function failureOf(reason: unknown): RedisFailure {
  if (isFailure(reason)) return reason;
  const message = textOf(reason, 'message');
  const code = /^[A-Z]{2,}\b/.exec(message)?.[0];
  // Before Redis 7, what a command inside a script answers comes wrapped.
  const inner =
    code === undefined || code === 'ERR'
      ? [...refusals.keys()].find((known) => new RegExp(`: -?${known} `).test(message))
      : code;
  const kind = inner === undefined ? undefined : refusals.get(inner);
  if (kind !== undefined) return failure(kind, 'not-applied', `Redis answered ${inner}`);
  if (code === 'ERR' && /unknown command|This instance has cluster support disabled/i.test(message))
    return failure('misconfigured', 'not-applied', 'Redis does not know a command');
  // A command that the user of the connection may not run, reached inside a script: what came before it has happened.
  if (code === 'ERR' && /can't run this command|can't access/.test(message))
    return failure('misconfigured', 'unknown', 'Redis does not permit a command');
  // NOAUTH by another name: somebody who has not logged in may not even send a command as long as ours.
  if (code === 'ERR' && /Protocol error: unauthenticated/.test(message))
    return failure('misconfigured', 'not-applied', 'Redis wants to be logged in to');
  if (unsent.test(message) || unsentCodes.includes(valueOf(reason, 'code')))
    return failure('unavailable', 'not-applied', 'Redis is out of reach');
  return failure('unavailable', 'unknown', 'Redis gave no answer');
}

export function isNoScript(reason: unknown): boolean {
  return textOf(reason, 'message').startsWith('NOSCRIPT');
}

function isFailure(reason: unknown): reason is RedisFailure {
  return (
    reason instanceof Error &&
    valueOf(reason, 'kind') !== undefined &&
    valueOf(reason, 'outcome') !== undefined
  );
}

function textOf(reason: unknown, name: string): string {
  const value = valueOf(reason, name);
  return typeof value === 'string' ? value : '';
}

function valueOf(reason: unknown, name: string): unknown {
  return typeof reason === 'object' && reason !== null
    ? (reason as Record<string, unknown>)[name]
    : undefined;
}
