/**
 * The application for runtimes that take a `fetch` function: `bun fetch.ts`, `deno serve fetch.ts`, and this package's
 * test. Each has a `getConnInfo` of its own (`hono/bun`, `hono/deno`) that tells the caller's address.
 *
 * @module
 */

import { createApp } from './app.ts';

export default createApp(() => undefined);
