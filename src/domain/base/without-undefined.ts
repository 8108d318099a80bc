/** Leaving out what is not there. @module */

/** The fields that have a value: in an answer, what does not apply is absent. */
export function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
