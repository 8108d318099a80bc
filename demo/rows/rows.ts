/** The demonstration's own data, as texts under keys. A real application has a database. @module */

export interface Rows {
  get(key: string): Promise<string | undefined>;
  /** Stores a text, for `seconds` if given. */
  set(key: string, value: string, seconds?: number): Promise<void>;
  /** Stores a text unless the key exists. Of two concurrent calls, one succeeds. */
  claim(key: string, value: string): Promise<'claimed' | 'taken'>;
  delete(key: string): Promise<void>;
  /** Adds one and resolves to the sum. The count expires `seconds` after the first call. */
  count(key: string, seconds?: number): Promise<number>;
  /** Adds a text to the front of a list, and drops the oldest texts beyond `maxLength`. */
  push(key: string, value: string, maxLength: number): Promise<void>;
  list(key: string): Promise<readonly string[]>;
}
