/** One header out of whatever a framework keeps headers in. @module */

/** Web `Headers` (or any pairs), or a plain object as Node has it, names in any case. */
export type HeaderSource =
  | Iterable<readonly [string, string]>
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The value of a header by its lower-case name, or `undefined`. A header that came several times is joined with `, ` as
 * RFC 9110 §5.3 says, so a repeated code is no code at all and nobody picks which one counts. Never throws on data.
 */
export function headerValue(headers: HeaderSource | undefined, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const values: string[] = [];
  if (isPairs(headers)) {
    for (const pair of headers as Iterable<unknown>)
      if (Array.isArray(pair) && isName(pair[0], name)) collect(values, pair[1]);
  } else if (typeof headers['get'] === 'function') {
    collect(values, (headers as { get(name: string): unknown }).get(name));
  } else {
    for (const [key, value] of Object.entries(headers)) if (isName(key, name)) collect(values, value);
  }
  return values.length === 0 ? undefined : values.join(', ');
}

function isPairs(headers: object): headers is Iterable<unknown> {
  return typeof (headers as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function';
}

function isName(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}

function collect(values: string[], value: unknown): void {
  if (typeof value === 'string') values.push(value);
  else if (Array.isArray(value)) values.push(...value.filter((part) => typeof part === 'string'));
}
