/** Objects as JSON makes them, told by their own keys. @module */

/** An object of JSON; a list is none. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The own members of an object that has all of `required` and, besides, only `optional` ones; else `undefined`. What is answered has no
 * prototype, so that nothing inherited is read as a member.
 */
export function membersOf(
  value: unknown,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const fits =
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.keys(value).every((key) => required.includes(key) || optional.includes(key));
  return fits ? (Object.assign(Object.create(null), value) as JsonObject) : undefined;
}
