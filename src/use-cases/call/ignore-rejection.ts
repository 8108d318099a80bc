/** Promises that nothing waits for. @module */

/**
 * The value itself. A synchronous port that returns a promise breaks its contract, and the caller
 * refuses the value; a later rejection of that promise must not end the process.
 */
export function ignoreRejection<Value>(value: Value): Value {
  if (value instanceof Promise) value.catch(() => undefined);
  return value;
}
