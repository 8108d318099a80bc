/** Stops servers and closes connections after each test, the latest first. @module */

import { afterEach } from 'vitest';

type Closable = { stop?(): unknown; close?(): unknown };

/** Returns a function that registers what to stop or close, and returns it. */
export function closedAfterEach(): <Started extends Closable>(started: Started) => Started {
  const all: Closable[] = [];
  afterEach(async () => {
    for (const each of all.splice(0).toReversed()) await (each.close ?? each.stop)?.();
  });
  return (started) => {
    all.push(started);
    return started;
  };
}
