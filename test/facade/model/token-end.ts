/** When a token ends in the model, and how a list shows it (P14). @module */

import type { Model, ModelToken } from './state.ts';

/** When a token ends: at its expiry, and as early as the policy of the day says. */
export function endOfToken({ numbers }: Model, { createdAt, expiresAt }: ModelToken): number {
  const { maxTokenSeconds = Number.POSITIVE_INFINITY } = numbers;
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, createdAt + maxTokenSeconds * 1000);
}

/** A token in a list, with the last four characters of its text. */
export function viewOf(
  model: Model,
  token: ModelToken,
): Omit<ModelToken, 'text'> & { readonly lastFour: string } {
  const { text, ...view } = token;
  const endsAt = endOfToken(model, token);
  const expiresAt = endsAt === Number.POSITIVE_INFINITY ? undefined : endsAt;
  return { ...view, expiresAt, lastFour: text.slice(-4) };
}
