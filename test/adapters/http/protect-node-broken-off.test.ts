/** `protectNode` on requests whose caller hangs up within the body. @module */

import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { protectNode } from '../../../src/adapters/http/index.ts';
import { testWorld } from '../../support/world.ts';
import { listen } from './node-server.ts';

const half = [
  'POST / HTTP/1.1',
  'Host: a',
  'Content-Type: application/json',
  'Content-Length: 100',
  '',
  '{"user":"alice"',
].join('\r\n');

/** As by a host that looks something up first, while the caller hangs up. */
function hungUp(request: IncomingMessage): Promise<void> {
  request.on('error', () => undefined);
  return new Promise((resolve) => request.once('close', resolve));
}

test.each([
  ['while the guard reads it', () => Promise.resolve()],
  ['before the guard runs', hungUp],
])('a request that breaks off %s reaches no handler, and the guard settles', async (_name, before) => {
  const { twoFactor } = testWorld();
  const seen: unknown[] = [];
  const guard = protectNode(twoFactor, {
    operation: 'login',
    identify: () => {
      seen.push('identify');
      return undefined;
    },
    onError: (error) => seen.push(error),
  });
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const origin = await listen((request, response) => {
    void before(request)
      .then(() => guard(request, response, () => seen.push('handler')))
      .then(() => settle());
  });
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write(half, () => socket.destroy());
  await settled;
  expect(seen).toEqual([]);
});
