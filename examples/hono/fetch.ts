/**
 * The Hono application for runtimes that take a `fetch` function: `bun fetch.ts`,
 * `deno serve fetch.ts`. The `getConnInfo` of a runtime (`hono/bun`, `hono/deno`) returns the
 * caller's address.
 *
 * @module
 */

import { createApp } from './app.ts';

export default createApp(() => undefined);
