/** Waiting that a signal ends. @module */

/** What `work` comes to; rejects with the reason of the signal if that aborts first, and does not start after it. */
export async function untilAborted<T>(
  work: () => T | Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', stop);
  });
  try {
    const result = await Promise.race([work(), aborted]);
    // Whoever ends for the same reason may have been first.
    signal?.throwIfAborted();
    return result;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
