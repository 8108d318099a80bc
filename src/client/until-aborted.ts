/** Waiting that a signal ends. @module */

/**
 * Resolves to the result of `work`. Rejects with the reason of `signal` as soon as that aborts. If
 * it has aborted already, `work` does not start.
 */
export async function untilAborted<Result>(
  work: () => Result | Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  signal?.throwIfAborted();
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const rejectWithReason = (): void => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', rejectWithReason);
    stopListening = () => signal?.removeEventListener('abort', rejectWithReason);
  });
  try {
    const result = await Promise.race([work(), aborted]);
    // The same abort may have ended `work` first, such as a dialog that closes on it.
    signal?.throwIfAborted();
    return result;
  } finally {
    stopListening();
  }
}
