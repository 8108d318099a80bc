/** Keeps a body so that it can be sent more than once, as it was when the call was made. @module */

/** What `fetch` takes as a body. */
export type Body = BodyInit | null | undefined;

/** A body for each time that it is sent. */
export interface KeptBody {
  /** Whether the caller's own body is taken, so that even the first sending needs `next()`. */
  readonly teed: boolean;
  /** The body for one sending; absent for what can be read only once, such as Node's own streams. */
  readonly next?: () => Body;
}

/**
 * A `ReadableStream` is teed, so what one sending has read is held in memory for the next. Bytes and forms are copied, because the
 * caller may change them while the person types.
 */
export function keepBody(body: Body): KeptBody {
  if (body instanceof ReadableStream) {
    let kept = body;
    return {
      teed: true,
      next() {
        const [sent, spare] = kept.tee();
        kept = spare;
        return sent;
      },
    };
  }
  if (Symbol.asyncIterator in Object(body)) return { teed: false };
  const copy = copyOf(body);
  return { teed: false, next: () => copy };
}

function copyOf(body: Body): Body {
  // A Blob without a type sends the same bytes and adds no header.
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new Blob([body]);
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (!(body instanceof FormData)) return body;
  const copy = new FormData();
  body.forEach((value, name) => {
    // A file keeps its name.
    copy.append(name, value as string);
  });
  return copy;
}
