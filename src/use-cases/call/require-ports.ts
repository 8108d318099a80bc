/** The ports of a host, checked when the façade is made: each has every function (P30). @module */

import type { Ports } from '../../ports/ports.ts';
import { outcomeReaders } from './result-shapes.ts';

/** Functions that a port may lack, such as `verifyPasswordDigest`, are not listed. */
const functions: Readonly<Record<keyof Ports, readonly string[]>> = {
  clock: ['now', 'sleep'],
  random: ['bytes'],
  hashing: ['prepare'],
  sealing: ['seal', 'open'],
  storage: Object.keys(outcomeReaders),
  accounts: ['find', 'verifyPassword'],
  mailer: ['send'],
  events: ['record'],
  domains: ['toAscii'],
};

const optionalPorts: ReadonlySet<string> = new Set<keyof Ports>(['mailer', 'events', 'domains']);

/**
 * A missing function would otherwise show at the first call that needs it, as an outage.
 *
 * @throws {TypeError} if a port is missing, or one of its functions; the message names it.
 */
export function requirePorts(ports: Ports): void {
  for (const [name, functionNames] of Object.entries(functions)) {
    const port: unknown = (ports as Ports | undefined)?.[name as keyof Ports];
    if (optionalPorts.has(name) && (port === undefined || port === null)) continue;
    if (typeof port !== 'object' || port === null) throw new TypeError(`ports.${name} must be an object`);
    const members = port as Readonly<Record<string, unknown>>;
    const missing = functionNames.find((member) => typeof members[member] !== 'function');
    if (missing !== undefined) throw new TypeError(`ports.${name}.${missing} must be a function`);
  }
}
