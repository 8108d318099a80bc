/** Ports whose n-th call fails in one way. @module */

import type { Hashing, PreparedMac } from '../../../src/domain/base/hashing.ts';
import type { PortName } from '../../../src/index.ts';
import type { Ports } from '../../../src/ports/ports.ts';

/** One call of a port. */
export interface PortCall {
  readonly port: PortName;
  readonly verb: string;
  readonly args: readonly unknown[];
}

/** One way in which a call of a port fails. */
export interface Fault {
  readonly name: string;
  readonly ofPort: (call: PortCall) => boolean;
  /** What the port returns instead; `right` makes the right call. */
  readonly reply: (right: () => unknown) => unknown;
  /** Whether the outcome is unknown, so that a storage call is made once more. */
  readonly isOutcomeUnknown: boolean;
}

/** A fault in the n-th call, from 1. */
export interface PlannedFault {
  readonly nth: number;
  readonly fault: Fault;
}

/** Stands between the façade and its ports: passes calls on, counts them, or makes one fail. */
export interface Interceptor {
  calls: PortCall[];
  mode: PlannedFault | 'count' | 'off';
}

/** Text in everything that ports throw, which must appear nowhere (P18). */
export const portTaint = 'TAINT-of-a-port';

const synchronous = new Set(['clock.now', 'random.bytes', 'hashing.prepare', 'hashing.mac', 'policy.read']);
const isSynchronous = ({ port, verb }: PortCall): boolean => synchronous.has(`${port}.${verb}`);
const isAsynchronous = (call: PortCall): boolean => !isSynchronous(call);
const isStorage = ({ port }: PortCall): boolean => port === 'storage';
const never = new Promise<never>(() => undefined);
const failure = (): Error => new Error(`${portTaint} broke`);

/** Values that look like nonsense and are right for a verb. */
const legitimate: Readonly<Record<string, readonly unknown[]>> = {
  'accounts.find': [undefined, null],
  'accounts.verifyPassword': [true],
  'storage.findToken': [undefined],
};

function nonsense(name: string, value: () => unknown): Fault {
  return {
    name: `returns ${name}`,
    // Nothing reads what a mailer, an event log and a sleeping clock return.
    ofPort: ({ port, verb }) =>
      port !== 'mailer' &&
      port !== 'events' &&
      verb !== 'sleep' &&
      !(legitimate[`${port}.${verb}`] ?? []).includes(value()) &&
      !(name === '[]' && verb.startsWith('list')),
    reply: value,
    isOutcomeUnknown: false,
  };
}

export const faults: readonly Fault[] = [
  {
    name: 'throws',
    ofPort: () => true,
    reply: () => {
      throw failure();
    },
    isOutcomeUnknown: true,
  },
  { name: 'rejects', ofPort: isAsynchronous, reply: () => Promise.reject(failure()), isOutcomeUnknown: true },
  {
    name: 'rejects, not applied',
    ofPort: isStorage,
    reply: () => Promise.reject(Object.assign(failure(), { kind: 'unavailable', outcome: 'not-applied' })),
    isOutcomeUnknown: false,
  },
  { name: 'hangs', ofPort: isAsynchronous, reply: () => never, isOutcomeUnknown: true },
  {
    name: 'loses the reply',
    ofPort: isAsynchronous,
    reply: (right) => Promise.resolve(right()).then(() => Promise.reject(failure())),
    isOutcomeUnknown: true,
  },
  {
    name: 'does the work and hangs',
    ofPort: isAsynchronous,
    reply: (right) => Promise.resolve(right()).then(() => never),
    isOutcomeUnknown: true,
  },
  {
    name: 'does the work twice',
    ofPort: isStorage,
    reply: (right) => Promise.resolve(right()).then(right),
    isOutcomeUnknown: false,
  },
  {
    name: 'resolves twice',
    ofPort: isAsynchronous,
    reply: (right) => twice(right(), (resolve) => resolve('nonsense')),
    isOutcomeUnknown: false,
  },
  {
    name: 'resolves, then rejects',
    ofPort: isAsynchronous,
    reply: (right) => twice(right(), (_, reject) => reject(failure())),
    isOutcomeUnknown: false,
  },
  {
    name: 'resolves, then throws',
    ofPort: isAsynchronous,
    reply: (right) =>
      twice(right(), () => {
        throw failure();
      }),
    isOutcomeUnknown: false,
  },
  nonsense('undefined', () => undefined),
  nonsense('null', () => null),
  nonsense('{}', () => ({})),
  nonsense('[]', () => []),
  nonsense('true', () => true),
  nonsense('NaN', () => Number.NaN),
  nonsense('text', () => 'charged settled revoked'),
  nonsense('no bytes', () => new Uint8Array(0)),
  nonsense('an object that throws when read', () => hostile()),
  {
    name: 'returns a promise that rejects',
    ofPort: isSynchronous,
    reply: () => Promise.reject(failure()),
    isOutcomeUnknown: false,
  },
];

function hostile(): object {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        // A promise reads `then` first, which must not throw.
        if (name === 'then') return undefined;
        throw failure();
      },
    },
  );
}

/** A thenable that resolves, and then does something else. */
function twice(
  right: unknown,
  andThen: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void,
): unknown {
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- a badly made promise is the point
    then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => {
      resolve(right);
      andThen(resolve, reject);
    },
  };
}

/** The same ports, behind an interceptor. */
export function interceptPorts(ports: Ports, interceptor: Interceptor): Ports {
  return {
    clock: wrap('clock', ports.clock, interceptor),
    random: wrap('random', ports.random, interceptor),
    hashing: interceptHashing(ports.hashing, interceptor),
    sealing: wrap('sealing', ports.sealing, interceptor),
    storage: wrap('storage', ports.storage, interceptor),
    mailer: ports.mailer && wrap('mailer', ports.mailer, interceptor),
    accounts: wrap('accounts', ports.accounts, interceptor),
    events: ports.events === undefined ? undefined : wrap('events', ports.events, interceptor),
  };
}

export function intercept(interceptor: Interceptor, call: PortCall, right: () => unknown): unknown {
  if (interceptor.mode === 'off') return right();
  interceptor.calls.push(call);
  if (interceptor.mode === 'count' || interceptor.calls.length !== interceptor.mode.nth) return right();
  return interceptor.mode.fault.reply(right);
}

function wrap<Port extends object>(port: PortName, parts: Port, interceptor: Interceptor): Port {
  const wrapped = Object.entries(parts).map(([verb, part]: [string, unknown]) => [
    verb,
    typeof part === 'function'
      ? (...args: readonly unknown[]): unknown =>
          intercept(interceptor, { port, verb, args }, () => Reflect.apply(part, parts, args))
      : part,
  ]);
  return Object.fromEntries(wrapped) as Port;
}

function interceptHashing(hashing: Hashing, interceptor: Interceptor): Hashing {
  const mac = (prepared: PreparedMac): PreparedMac => ({
    algorithm: prepared.algorithm,
    mac: (message) =>
      intercept(interceptor, { port: 'hashing', verb: 'mac', args: [] }, () =>
        prepared.mac(message),
      ) as Uint8Array,
    macCounter: (high, low) =>
      intercept(interceptor, { port: 'hashing', verb: 'mac', args: [] }, () =>
        prepared.macCounter(high, low),
      ) as Uint8Array,
    dispose: () => prepared.dispose(),
  });
  return {
    prepare: (algorithm, key) =>
      intercept(interceptor, { port: 'hashing', verb: 'prepare', args: [] }, () =>
        mac(hashing.prepare(algorithm, key)),
      ) as PreparedMac,
  };
}
