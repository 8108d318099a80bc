/** Renders a refusal as an HTTP response, in the dialect that the host chooses. @module */

import { renderCompatible } from './compatible-dialect.ts';
import { renderProblem } from './problem-dialect.ts';
import { type HttpRefusal, type RenderedRefusal, isHttpRefusal, unavailable } from './refusal.ts';

/** `compat`: the JSON that existing callers read. `problem`: RFC 9457 problem details. */
export type Dialect = 'compat' | 'problem';

export interface RenderOptions {
  /** Default `compat`. The host chooses it; it is never guessed from `accept`. */
  readonly dialect?: Dialect | undefined;
  /** Whether the compatible dialect uses the older shape of login, under 401. Default `false`. */
  readonly login?: boolean | undefined;
  /**
   * The current instant in epoch milliseconds, from which `retry-after` counts. Default the system
   * clock.
   */
  readonly now?: number | undefined;
}

/**
 * Renders the status, the headers and the JSON body of a refusal. `JSON.stringify(body)` is the
 * exact text of the response. Instants are ISO 8601 texts in UTC. Neither the trace nor the subject
 * is rendered. A refusal of an unknown kind, or with an instant that is no date, is rendered as
 * `unavailable`.
 *
 * @example
 * ```ts
 * import { renderDenial } from 'second-factor/http';
 *
 * const { status, headers, body } = renderDenial({ kind: 'not-found' });
 * status; // => 404
 * headers['content-type']; // => 'application/json'
 * body; // => { success: false, error: 'not-found', errorType: 'not-found' }
 * ```
 */
export function renderDenial(denial: HttpRefusal, options: RenderOptions = {}): RenderedRefusal {
  const { dialect = 'compat', login = false, now = Date.now() } = options;
  const refusal = isHttpRefusal(denial) ? denial : unavailable;
  return dialect === 'problem' ? renderProblem(refusal, { now }) : renderCompatible(refusal, { login, now });
}

/** Renders a refusal like `renderDenial`, as a Web `Response`. */
export function toResponse(denial: HttpRefusal, options: RenderOptions = {}): Response {
  return responseOf(renderDenial(denial, options));
}

export function responseOf({ status, headers, body }: RenderedRefusal): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headers } });
}
