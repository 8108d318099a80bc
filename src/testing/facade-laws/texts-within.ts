/** Every text that a value shows when it is printed, serialised or looked into. @module */

/** JSON, `String()`, and every own property at any depth, hidden ones too. */
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
    const json: unknown = attempt(() => JSON.stringify(part));
    if (typeof json === 'string') texts.push(json);
    const text: unknown = attempt(() => (part as { toString(): string }).toString());
    if (typeof text === 'string') texts.push(text);
    for (const key of Reflect.ownKeys(part)) {
      texts.push(String(key));
      visit(attempt(() => (part as Record<PropertyKey, unknown>)[key]));
    }
    if (part instanceof Map) for (const entry of part) visit(entry);
    if (part instanceof Set) for (const entry of part) visit(entry);
  }
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
