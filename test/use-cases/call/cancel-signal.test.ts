/**
 * `createCancellation`: the core's own cancel signal behaves as clocks expect of an `AbortSignal`.
 * @module
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createCancellation } from '../../../src/use-cases/call/cancel-signal.ts';

test('a cancelled sleep of node:timers/promises ends at once', async () => {
  const { signal, cancel } = createCancellation();
  const slept = sleep(3_600_000, 'slept', { signal: signal as AbortSignal }).then(
    () => 'slept',
    (error: Error) => error.name,
  );
  cancel();
  expect(await slept).toBe('AbortError');
  expect(signal.aborted).toBe(true);
});

test('each listener is called once with an event, and a removed one is not', () => {
  const { signal, cancel } = createCancellation();
  const events: unknown[] = [];
  const listener = (event?: unknown): unknown => events.push(event);
  const removed = (): void => {
    events.push('removed');
  };
  signal.addEventListener('abort', listener);
  signal.addEventListener('abort', removed);
  signal.removeEventListener('abort', removed);
  cancel();
  cancel();
  expect(events).toEqual([{ type: 'abort', target: signal }]);
});

test('a listener that throws keeps no other from being called', () => {
  const { signal, cancel } = createCancellation();
  let called = false;
  signal.addEventListener('abort', () => {
    throw new Error('the clock failed');
  });
  signal.addEventListener('abort', () => {
    called = true;
  });
  expect(cancel).not.toThrow();
  expect(called).toBe(true);
});
