/** Wraps every call of the ports, to schedule it, fail it or observe it. @module */

import type { PortName } from '../../domain/decision/denial.ts';
import type { Ports } from '../../ports/ports.ts';
import { wrapStorage } from './storage-call.ts';

/** A call of a port, such as `storage.charge` or `mailer.send`. */
export interface PortCall {
  readonly port: PortName;
  readonly method: string;
}

/** Functions around the calls of ports. Each decides whether, when and how often to make a call. */
export interface AroundPorts {
  /** Around the calls that return a promise. */
  later<Value>(call: PortCall, make: () => Promise<Value>): Promise<Value>;
  /** Around the synchronous calls. */
  now<Value>(call: PortCall, make: () => Value): Value;
}

/**
 * The same ports, wrapped. Other members of the object, such as keys, are kept. Events are not
 * wrapped, because they change no decision.
 */
export function wrapPorts<Given extends Ports>(ports: Given, around: AroundPorts): Given {
  const { clock, random, hashing, sealing, mailer, accounts } = ports;
  const { verifyPasswordDigest } = accounts;
  const later = <Value>(port: PortName, method: string, make: () => Promise<Value>): Promise<Value> =>
    around.later({ port, method }, async () => make());
  return {
    ...ports,
    storage: wrapStorage(ports.storage, ({ verb }, make) => later('storage', verb, make)),
    sealing: {
      seal: (plaintext, context) => later('sealing', 'seal', () => sealing.seal(plaintext, context)),
      open: (sealed, context) => later('sealing', 'open', () => sealing.open(sealed, context)),
    },
    mailer: mailer && { send: (mail) => later('mailer', 'send', async () => mailer.send(mail)) },
    accounts: {
      find: (subject) => later('accounts', 'find', () => accounts.find(subject)),
      verifyPassword: (subject, password) =>
        later('accounts', 'verifyPassword', () => accounts.verifyPassword(subject, password)),
      ...(verifyPasswordDigest === undefined
        ? {}
        : {
            verifyPasswordDigest: (subject: string, digest: string) =>
              later('accounts', 'verifyPasswordDigest', () =>
                verifyPasswordDigest.call(accounts, subject, digest),
              ),
          }),
    },
    clock: {
      now: () => around.now({ port: 'clock', method: 'now' }, () => clock.now()),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    },
    random: {
      bytes: (count) => around.now({ port: 'random', method: 'bytes' }, () => random.bytes(count)),
    },
    hashing: {
      prepare: (algorithm, key) =>
        around.now({ port: 'hashing', method: 'prepare' }, () => hashing.prepare(algorithm, key)),
    },
  };
}
