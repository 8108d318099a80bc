/** Unpredictable bytes. @module */

export interface Random {
  /** `count` bytes from a cryptographic generator. */
  bytes(count: number): Uint8Array;
}
