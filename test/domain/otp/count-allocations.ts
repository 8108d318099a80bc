/** Counts the typed arrays, Buffers, views and ArrayBuffers that code allocates. @module */

import { Buffer } from 'node:buffer';
import * as crypto from 'node:crypto';
import { createRequire, syncBuiltinESMExports } from 'node:module';

type Callable = (...args: unknown[]) => unknown;
type Methods = Record<string, unknown>;

const constructors = [
  'Uint8Array',
  'Uint8ClampedArray',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  'ArrayBuffer',
  'SharedArrayBuffer',
];

/**
 * Counts what the function that `prepare` returns allocates.
 *
 * Everything that allocates bytes is watched: constructors (also called by `from` and `of`), the
 * methods of typed arrays and ArrayBuffers that return new ones, Buffer, `node:crypto` and
 * TextEncoder. `prepare` runs after they are replaced, so a function that it keeps is watched, too.
 */
export function countAllocations(prepare: () => () => void): number {
  let allocations = 0;
  const restore: (() => void)[] = [];
  const globals = globalThis as unknown as Methods;
  const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype);
  // Only the CommonJS exports of node:crypto can be replaced.
  const mutableCrypto = createRequire(import.meta.url)('node:crypto') as Methods;

  try {
    for (const name of constructors) {
      const original = globals[name] as new (...args: unknown[]) => object;
      replace(globals, name, countConstructions(original));
    }
    for (const name of ['subarray', 'slice', 'map', 'filter', 'toReversed', 'toSorted', 'with'])
      watch(typedArray, name);
    for (const name of ['slice', 'transfer']) watch(ArrayBuffer.prototype, name);
    for (const name of ['slice', 'subarray']) watch(Buffer.prototype, name);
    for (const name of ['from', 'alloc', 'allocUnsafe', 'allocUnsafeSlow', 'concat', 'of', 'copyBytesFrom']) {
      watch(Buffer, name);
    }
    watch(TextEncoder.prototype, 'encode');
    watch(mutableCrypto, 'hash');
    for (const hash of [crypto.createHash('sha1'), crypto.createHmac('sha1', 'key')]) {
      watch(Object.getPrototypeOf(hash) as object, 'digest');
    }
    syncBuiltinESMExports();

    const run = prepare();
    allocations = 0;
    run();
    return allocations;
  } finally {
    for (const undo of restore.toReversed()) undo();
    syncBuiltinESMExports();
  }

  function countConstructions<Constructor extends new (...args: unknown[]) => object>(original: Constructor) {
    return new Proxy(original, {
      construct: (target, args, newTarget: new (...args: unknown[]) => object) => {
        allocations++;
        return Reflect.construct(target, args, newTarget);
      },
    });
  }

  function watch(owner: object, name: string): void {
    const original = (owner as Methods)[name];
    // The oldest supported Node lacks `ArrayBuffer.prototype.transfer` and some others.
    if (typeof original !== 'function') return;
    replace(owner, name, function (this: unknown, ...args: unknown[]): unknown {
      const result = (original as Callable).apply(this, args);
      if (ArrayBuffer.isView(result) || result instanceof ArrayBuffer) allocations++;
      return result;
    });
  }

  function replace(owner: object, name: string, value: unknown): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { configurable: true, writable: true, value });
    restore.push(() => {
      if (descriptor === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, descriptor);
    });
  }
}
