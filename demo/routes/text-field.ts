/** One text out of a body. @module */

/** `undefined` for what is no text, has no characters, or has more than `longest`. */
export function textField(
  body: Readonly<Record<string, unknown>>,
  name: string,
  longest: number,
): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}
