/** Collects every text that a value contains or prints, to search it for leaked secrets. @module */

/** JSON, `toString()`, and all own properties at any depth, non-enumerable ones included. */
export function textsWithin(value: unknown): readonly string[] {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  visit(value);
  return texts;

  function visit(part: unknown): void {
    if (typeof part === 'string') texts.push(part);
    if (typeof part === 'number' || typeof part === 'bigint') texts.push(String(part));
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    const json: unknown = ignoreErrors(() => JSON.stringify(part));
    if (typeof json === 'string') texts.push(json);
    const text: unknown = ignoreErrors(() => (part as { toString(): string }).toString());
    if (typeof text === 'string') texts.push(text);
    for (const key of Reflect.ownKeys(part)) {
      texts.push(String(key));
      visit(ignoreErrors(() => (part as Record<PropertyKey, unknown>)[key]));
    }
    if (part instanceof Map) for (const entry of part) visit(entry);
    if (part instanceof Set) for (const entry of part) visit(entry);
  }
}

function ignoreErrors(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
