/** Keeps a body as it was when the call was made, so that it can be sent more than once. @module */

/** What `fetch` accepts as a body. */
export type Body = BodyInit | null | undefined;

export interface KeptBody {
  /** Whether the caller's own body is consumed, so that even the first sending needs `next()`. */
  readonly isTeed: boolean;
  /** Returns the body for one sending. Absent if it can be read only once, like a Node stream. */
  readonly next?: () => Body;
}

/**
 * Keeps `body`. A `ReadableStream` is teed, which holds in memory what one sending has read and the
 * next one has not. Bytes and forms are copied, because the caller may change them while the person
 * types.
 */
export function keepBody(body: Body): KeptBody {
  if (body instanceof ReadableStream) {
    let unread = body;
    return {
      isTeed: true,
      next() {
        const [sent, spare] = unread.tee();
        unread = spare;
        return sent;
      },
    };
  }
  if (Symbol.asyncIterator in Object(body)) return { isTeed: false };
  const copy = copyBody(body);
  return { isTeed: false, next: () => copy };
}

function copyBody(body: Body): Body {
  // A Blob without a type sends the same bytes and adds no header.
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new Blob([body]);
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (body instanceof FormData) return copyForm(body);
  return body;
}

function copyForm(form: FormData): FormData {
  const copy = new FormData();
  form.forEach((value, name) => {
    // The value may be a File, which `append` accepts too and whose file name it keeps.
    copy.append(name, value as string);
  });
  return copy;
}
