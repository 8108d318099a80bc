/** A value that never shows itself: not in text, JSON, logs or inspection (P18). @module */

const redacted = '[secret]';

/**
 * Wraps a secret so that only `reveal()` returns it; `util.inspect` does not look into private
 * fields.
 */
export class Secret<Value = Uint8Array> {
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  /** The secret itself. The caller is responsible for where it goes. */
  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }
}
