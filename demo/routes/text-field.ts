/** Reads one text field of a request body. @module */

/** Returns `undefined` for a non-string, an empty string, or more than `maxLength` characters. */
export function textField(
  body: Readonly<Record<string, unknown>>,
  name: string,
  maxLength: number,
): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined;
}
