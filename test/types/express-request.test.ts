/** An Express handler behind `protectNode` finds the grant on its request. @module */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { protectNode } from '../../src/adapters/http/index.ts';
import type { Grant } from '../../src/index.ts';
import { listen } from '../adapters/http/node-server.ts';
import { testWorld } from '../support/world.ts';

/** How `@types/express` makes its requests and handlers, without installing it here. */
interface ExpressRequest extends IncomingMessage, Express.Request {}
type ExpressHandler = (request: ExpressRequest, response: ServerResponse, next: () => unknown) => unknown;

it('`request.secondFactor` is the grant, or undefined on a route that nothing guards', async () => {
  const { twoFactor } = testWorld({ accounts: { alice: {} } });
  const guard: ExpressHandler = protectNode(twoFactor, {
    operation: 'settings.save',
    identify: (_request: ExpressRequest) => ({ subject: 'alice', session: 's1' }),
  });
  const handler: ExpressHandler = (request, response) => {
    const grant: Grant | undefined = request.secondFactor;
    // @ts-expect-error -- a route may have lost its guard, so the grant may be missing
    const by: string = request.secondFactor.by;
    response.end(`${grant?.subject} ${by}`);
  };
  const origin = await listen(
    (request, response) => void guard(request, response, () => handler(request, response, () => undefined)),
  );
  const response = await fetch(origin);
  expect(await response.text()).toBe('alice not-enrolled');
});
