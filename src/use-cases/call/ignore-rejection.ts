/** Answers that must be there at once, and come as promises: nobody waits for them. @module */

/** The answer itself. Where it is a promise, one that rejects later must not take the process down. */
export function ignoreRejection<Answer>(answer: Answer): Answer {
  if (answer instanceof Promise) answer.catch(() => undefined);
  return answer;
}
