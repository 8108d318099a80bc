/** Unpredictable bytes. @module */

export interface Random {
  /**
   * `count` bytes from a cryptographic generator. 8 or more that are all the same are refused as a
   * fault.
   */
  bytes(count: number): Uint8Array;
}
