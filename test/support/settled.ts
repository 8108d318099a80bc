/** Waits for what no call waits for, such as notices: for the last turn, not for time. @module */

/**
 * Resolves once every promise that can settle without the outside world has settled. All of them
 * take microtasks, which run before the next macrotask.
 */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
