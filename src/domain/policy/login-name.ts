/** Names of operations that look like a login. @module */

const loginWords = /(?<![a-z])(?:log|sign)[^a-z0-9]{0,3}(?:in|on)(?![a-z])/i;

/**
 * Whether a name has "log in" or "sign in" as words of its own: `signin`, `user.login`, `logOn`,
 * `sign_in.google`. Only the name `login` makes a rule a login by itself. A login under another
 * name that does not say `login: true` would accept the password in place of a second factor (P13).
 */
export function looksLikeLogin(operation: string): boolean {
  const separated = operation.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-');
  return loginWords.test(separated);
}
