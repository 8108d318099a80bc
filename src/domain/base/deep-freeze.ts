/** Values that nobody changes any more, and copies that share nothing (P29). @module */

/**
 * Freezes a value with everything in it. What is frozen already is taken for frozen throughout, so
 * freezing a record whose parts were frozen before costs little. The entries of a `Map` are frozen,
 * the map itself cannot be.
 */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  const parts = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) deepFreeze(part as unknown);
  return value;
}

/**
 * A copy that shares no array and no plain object with the value. Objects of a class, such as
 * `Secret`, stay the same object, and so does what lies deeper than `levels`.
 */
export function deepCopy<Value>(value: Value, levels: number = Number.POSITIVE_INFINITY): Value {
  if (typeof value !== 'object' || value === null || levels <= 0) return value;
  if (Array.isArray(value)) return value.map((part: unknown) => deepCopy(part, levels - 1)) as Value;
  if (!isPlain(value)) return value;
  const copy: Value & object = { ...value };
  for (const name in copy) {
    const part = copy[name];
    if (typeof part === 'object') copy[name] = deepCopy(part, levels - 1);
  }
  return copy;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
