/** Comparing secrets in a time that does not depend on where they differ. @module */

/** Whether two texts are equal, in a time that depends on their lengths alone. */
export function equalInConstantTime(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++)
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  return difference === 0;
}

/** Whether a text equals one of the others. Every one of them is compared. */
export function equalsAny(text: string, others: readonly string[]): boolean {
  return others.map((other) => equalInConstantTime(text, other)).includes(true);
}
