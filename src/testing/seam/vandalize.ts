/** Damages a value wherever it can be reached, as a careless caller might (P29). @module */

/**
 * Changes every array and object within a value, except those that are frozen. Types are kept:
 * numbers become 0, texts and flags become others, and lists lose their items. A list of texts gets
 * the text that would do the most harm.
 */
export function vandalize(value: unknown): void {
  damage(value, new Set());
}

function damage(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) {
    for (const item of value.values()) damage(item, seen);
    value.clear();
    return;
  }
  if (Array.isArray(value)) {
    damageList(value, seen);
    return;
  }
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    damage(part, seen);
    attempt(() => ((value as Record<string, unknown>)[name] = otherThan(part)));
  }
}

function damageList(list: unknown[], seen: Set<unknown>): void {
  const isOfTexts = list.every((item) => typeof item === 'string');
  for (const item of list) damage(item, seen);
  attempt(() => (list.length = 0));
  if (isOfTexts) attempt(() => list.push('password'));
}

/** Another value of the same type. */
function otherThan(part: unknown): unknown {
  if (typeof part === 'number') return 0;
  if (typeof part === 'string') return `${part}!`;
  return typeof part === 'boolean' ? !part : part;
}

/** What is frozen throws. */
function attempt(change: () => unknown): void {
  try {
    change();
  } catch {
    // It cannot be changed, as it should be.
  }
}
