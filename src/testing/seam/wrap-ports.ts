/** Ports with something around every call: to be scheduled, to fail, or to be watched. @module */

import type { PortName } from '../../domain/decision/denial.ts';
import type { Ports } from '../../ports/ports.ts';
import { wrapStorage } from './storage-call.ts';

/** A call of a port: `storage.charge`, `mailer.send`. */
export interface PortCall {
  readonly port: PortName;
  readonly method: string;
}

/** What is done around calls of ports: of those that answer later, and of those that answer at once. */
export interface AroundPorts {
  later<Answer>(call: PortCall, make: () => Promise<Answer>): Promise<Answer>;
  now<Answer>(call: PortCall, make: () => Answer): Answer;
}

/** The same ports, wrapped; whatever else the object carries (keys) stays. Events are left alone: they change no verdict. */
export function wrapPorts<Given extends Ports>(ports: Given, around: AroundPorts): Given {
  const { clock, random, hashing, sealing, mailer, accounts } = ports;
  const { verifyPasswordDigest } = accounts;
  const later = <Answer>(port: PortName, method: string, make: () => Promise<Answer>): Promise<Answer> =>
    around.later({ port, method }, async () => make());
  return {
    ...ports,
    storage: wrapStorage(ports.storage, ({ verb }, make) => later('storage', verb, make)),
    sealing: {
      seal: (plaintext, context) => later('sealing', 'seal', () => sealing.seal(plaintext, context)),
      open: (sealed, context) => later('sealing', 'open', () => sealing.open(sealed, context)),
    },
    mailer: { send: (mail) => later('mailer', 'send', async () => mailer.send(mail)) },
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
