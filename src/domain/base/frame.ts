/** Length-framed parts: the one way in which several texts become one message to hash. @module */

import { maxBytesPerUnit, writeUtf8 } from './utf8.ts';

/** Each part is preceded by one byte that says whether it is present and four for its length. */
const headerBytes = 5;

/** Most messages fit in here, so hashing a name allocates no bytes. It is wiped after each use. */
const scratch = new Uint8Array(1024);
let isScratchFree = true;

/**
 * The parts as one message. No two different lists give the same message: each part is preceded by
 * its length, and a missing part differs from an empty one (P10).
 */
export function frame(parts: readonly (string | undefined)[]): Uint8Array {
  return withFrame(parts, (framed) => framed.slice());
}

/** Calls `use` with the framed parts, which are wiped once it returns. */
export function withFrame<Value>(
  parts: readonly (string | undefined)[],
  use: (framed: Uint8Array) => Value,
): Value {
  let maxBytes = 0;
  for (const part of parts) maxBytes += headerBytes + (part?.length ?? 0) * maxBytesPerUnit;
  // A frame made within `use` gets memory of its own.
  const borrowsScratch = isScratchFree && maxBytes <= scratch.length;
  const framed = borrowsScratch ? scratch : new Uint8Array(maxBytes);
  if (borrowsScratch) isScratchFree = false;
  let offset = 0;
  try {
    for (const part of parts) {
      const start = offset + headerBytes;
      const end = part === undefined ? start : writeUtf8(part, framed, start);
      const length = end - start;
      framed[offset] = part === undefined ? 0 : 1;
      framed[offset + 1] = length >>> 24;
      framed[offset + 2] = length >>> 16;
      framed[offset + 3] = length >>> 8;
      framed[offset + 4] = length;
      offset = end;
    }
    return use(framed.subarray(0, offset));
  } finally {
    framed.fill(0, 0, offset);
    if (borrowsScratch) isScratchFree = true;
  }
}
