/** All routes of the demonstration, by method and path. @module */

import type { Demo } from '../demo.ts';
import type { Handler } from '../http/call.ts';
import { createManagement } from './management.ts';
import { createOperations } from './operations.ts';
import { createSignIn } from './sign-in.ts';
import { createStateRoutes } from './state.ts';

/** Returns the function that finds the handler of a request. */
export function createRoutes(demo: Demo): (method: string, path: string) => Handler | undefined {
  const operations = createOperations(demo);
  const routes = new Map<string, Handler>(
    [createSignIn(demo), createManagement(demo), createStateRoutes(demo)].flatMap((table) =>
      Object.entries(table),
    ),
  );
  return (method, path) =>
    method === 'POST' && path.startsWith('/api/operations/') ? operations : routes.get(`${method} ${path}`);
}
