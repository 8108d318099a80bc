/** Objects without absent fields. @module */

/** The fields that have a value: what does not apply is absent, not `undefined`. */
export function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
