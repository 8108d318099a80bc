/** Ports whose n-th call goes wrong in one way. @module */

import type { Hashing, PreparedMac } from '../../../src/domain/base/hashing.ts';
import type { PortName } from '../../../src/index.ts';
import type { Ports } from '../../../src/ports/ports.ts';

/** One call of a port, as it was counted. */
export interface PortCall {
  readonly port: PortName;
  readonly verb: string;
  readonly args: readonly unknown[];
}

/** How a call goes wrong: handed the right call, it answers what the port answers. */
export interface Fault {
  readonly name: string;
  readonly ofPort: (call: PortCall) => boolean;
  readonly answer: (right: () => unknown) => unknown;
  /** Whether nobody can know if the port did its work, so that storage is asked once more. */
  readonly leavesOpen: boolean;
}

/** The wire on which ports are cut: calls are counted while it is armed. */
export interface Wire {
  calls: PortCall[];
  armed: { readonly nth: number; readonly fault: Fault } | 'count' | undefined;
}

/** Secret-looking text in everything that ports throw, for the taint run. */
export const portTaint = 'TAINT-of-a-port';

const synchronous = new Set(['clock.now', 'random.bytes', 'hashing.prepare', 'hashing.mac', 'policy.read']);
const isSynchronous = ({ port, verb }: PortCall): boolean => synchronous.has(`${port}.${verb}`);
const isAsynchronous = (call: PortCall): boolean => !isSynchronous(call);
const isStorage = ({ port }: PortCall): boolean => port === 'storage';
const never = new Promise<never>(() => undefined);
const failure = (): Error => new Error(`${portTaint} broke`);

/** Answers that are right for a verb although they look like nothing. */
const legitimate: Readonly<Record<string, readonly unknown[]>> = {
  'accounts.find': [undefined, null],
  'accounts.verifyPassword': [true],
  'storage.findToken': [undefined],
};

function nonsense(name: string, value: () => unknown): Fault {
  return {
    name: `answers ${name}`,
    // A mailer, an event log and a sleeping clock may answer anything.
    ofPort: ({ port, verb }) =>
      port !== 'mailer' &&
      port !== 'events' &&
      verb !== 'sleep' &&
      !(legitimate[`${port}.${verb}`] ?? []).includes(value()) &&
      !(name === '[]' && verb.startsWith('list')),
    answer: value,
    leavesOpen: false,
  };
}

export const faults: readonly Fault[] = [
  {
    name: 'throws',
    ofPort: () => true,
    answer: () => {
      throw failure();
    },
    leavesOpen: true,
  },
  { name: 'rejects', ofPort: isAsynchronous, answer: () => Promise.reject(failure()), leavesOpen: true },
  {
    name: 'rejects, not applied',
    ofPort: isStorage,
    answer: () => Promise.reject(Object.assign(failure(), { kind: 'unavailable', outcome: 'not-applied' })),
    leavesOpen: false,
  },
  { name: 'hangs', ofPort: isAsynchronous, answer: () => never, leavesOpen: true },
  {
    name: 'loses the reply',
    ofPort: isAsynchronous,
    answer: (right) => Promise.resolve(right()).then(() => Promise.reject(failure())),
    leavesOpen: true,
  },
  {
    name: 'does it and hangs',
    ofPort: isAsynchronous,
    answer: (right) => Promise.resolve(right()).then(() => never),
    leavesOpen: true,
  },
  {
    name: 'does it twice',
    ofPort: isStorage,
    answer: (right) => Promise.resolve(right()).then(right),
    leavesOpen: false,
  },
  {
    name: 'answers twice',
    ofPort: isAsynchronous,
    answer: (right) => twice(right(), (resolve) => resolve('nonsense')),
    leavesOpen: false,
  },
  {
    name: 'answers, then rejects',
    ofPort: isAsynchronous,
    answer: (right) => twice(right(), (_, reject) => reject(failure())),
    leavesOpen: false,
  },
  {
    name: 'answers, then throws',
    ofPort: isAsynchronous,
    answer: (right) =>
      twice(right(), () => {
        throw failure();
      }),
    leavesOpen: false,
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
    name: 'answers a promise that rejects',
    ofPort: isSynchronous,
    answer: () => Promise.reject(failure()),
    leavesOpen: false,
  },
];

function hostile(): object {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        // Promises ask for `then` first, and must get that far.
        if (name === 'then') return undefined;
        throw failure();
      },
    },
  );
}

/** A thenable that answers, and then goes on. */
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

/** The same ports on a wire. */
export function wired(ports: Ports, wire: Wire): Ports {
  return {
    clock: wrap('clock', ports.clock, wire),
    random: wrap('random', ports.random, wire),
    hashing: wiredHashing(ports.hashing, wire),
    sealing: wrap('sealing', ports.sealing, wire),
    storage: wrap('storage', ports.storage, wire),
    mailer: wrap('mailer', ports.mailer, wire),
    accounts: wrap('accounts', ports.accounts, wire),
    events: ports.events === undefined ? undefined : wrap('events', ports.events, wire),
  };
}

export function pass(wire: Wire, call: PortCall, right: () => unknown): unknown {
  if (wire.armed === undefined) return right();
  wire.calls.push(call);
  if (wire.armed === 'count' || wire.calls.length !== wire.armed.nth) return right();
  return wire.armed.fault.answer(right);
}

function wrap<Port extends object>(port: PortName, parts: Port, wire: Wire): Port {
  const wrapped = Object.entries(parts).map(([verb, part]: [string, unknown]) => [
    verb,
    typeof part === 'function'
      ? (...args: readonly unknown[]): unknown =>
          pass(wire, { port, verb, args }, () => Reflect.apply(part, parts, args))
      : part,
  ]);
  return Object.fromEntries(wrapped) as Port;
}

function wiredHashing(hashing: Hashing, wire: Wire): Hashing {
  const mac = (prepared: PreparedMac): PreparedMac => ({
    algorithm: prepared.algorithm,
    mac: (message) =>
      pass(wire, { port: 'hashing', verb: 'mac', args: [] }, () => prepared.mac(message)) as Uint8Array,
    macCounter: (high, low) =>
      pass(wire, { port: 'hashing', verb: 'mac', args: [] }, () =>
        prepared.macCounter(high, low),
      ) as Uint8Array,
    dispose: () => prepared.dispose(),
  });
  return {
    prepare: (algorithm, key) =>
      pass(wire, { port: 'hashing', verb: 'prepare', args: [] }, () =>
        mac(hashing.prepare(algorithm, key)),
      ) as PreparedMac,
  };
}
