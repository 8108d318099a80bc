/** Reads one header from any of the forms in which frameworks keep headers. @module */

/**
 * Web `Headers` or other pairs, an object with `get()`, or a plain object as in Node. Names may be
 * in any case.
 */
export type HeaderSource =
  | Iterable<readonly [string, string]>
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The value of a header by its lower-case name, or `undefined`. The values of a repeated header are
 * joined with `, ` (RFC 9110 §5.3), so a repeated code is malformed: none of its values is picked.
 * Never throws on data.
 */
export function headerValue(headers: HeaderSource | undefined, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const values: string[] = [];
  if (isPairs(headers)) {
    for (const pair of headers as Iterable<unknown>)
      if (Array.isArray(pair) && isNamed(pair[0], name)) collectStrings(values, pair[1]);
  } else if (typeof headers['get'] === 'function') {
    collectStrings(values, (headers as { get(name: string): unknown }).get(name));
  } else {
    for (const [key, value] of Object.entries(headers)) if (isNamed(key, name)) collectStrings(values, value);
  }
  return values.length === 0 ? undefined : values.join(', ');
}

function isPairs(headers: object): headers is Iterable<unknown> {
  return typeof (headers as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function';
}

function isNamed(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}

function collectStrings(values: string[], value: unknown): void {
  if (typeof value === 'string') values.push(value);
  else if (Array.isArray(value)) values.push(...value.filter((part) => typeof part === 'string'));
}
