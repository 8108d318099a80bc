/** Where the demonstration keeps its own data: texts under keys, for some time. Demonstration only: yours is a database. @module */

export interface Rows {
  get(key: string): Promise<string | undefined>;
  /** Keeps a text, for `seconds` where they are given. */
  set(key: string, value: string, seconds?: number): Promise<void>;
  /** Keeps a text only where there is none: of two at once, one wins. */
  claim(key: string, value: string): Promise<'claimed' | 'taken'>;
  delete(key: string): Promise<void>;
  /** Adds one, and answers the sum; `seconds` count from the first. */
  count(key: string, seconds?: number): Promise<number>;
  /** Puts a text in front of a list that holds `most`. */
  push(key: string, value: string, most: number): Promise<void>;
  list(key: string): Promise<readonly string[]>;
}
