/** JSON objects, recognized by their own members. @module */

/** A JSON object; arrays are not objects here. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The own members of an object that has every `required` member and no others than these and the
 * `optional` ones; otherwise `undefined`. The result has no prototype, so an inherited property is
 * never read as a member.
 */
export function exactMembers(
  value: unknown,
  {
    required = [],
    optional = [],
  }: { readonly required?: readonly string[]; readonly optional?: readonly string[] },
): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const hasShape =
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.keys(value).every((key) => required.includes(key) || optional.includes(key));
  return hasShape ? (Object.assign(Object.create(null), value) as JsonObject) : undefined;
}
