/** The guard of `(req, res, next)` over real sockets: it lets through with a grant alone, and leaves the body as it was. @module */

import type { IncomingMessage } from 'node:http';
import { request as connect } from 'node:http';
import { describe, expect, it } from 'vitest';
import { protectNode } from '../../src/adapters/http/index.ts';
import type { Grant } from '../../src/index.ts';
import { codeOf, enrolTotp, testWorld } from '../support/world.ts';
import { bodyOf, listen } from './node-server.ts';

describe('protectNode: a login whose code is in the body', () => {
  async function loginServer() {
    const world = testWorld();
    const { secret } = await enrolTotp(world);
    const guard = protectNode(world.twoFactor, {
      operation: 'login',
      login: true,
      identify: (_request, body) => ({ subject: (body as { user: string }).user }),
    });
    const origin = await listen((request, response) => {
      void guard(request, response, () => {
        const { secondFactor } = request as IncomingMessage & { secondFactor: Grant };
        void bodyOf(request).then((body) => response.end(JSON.stringify({ by: secondFactor.by, body })));
      });
    });
    return { world, secret, origin };
  }

  const json = { 'content-type': 'application/json' };

  it('reads it, and the handler reads the same body again', async () => {
    const { world, secret, origin } = await loginServer();
    const challenge = await fetch(origin, { method: 'POST', headers: json, body: '{"user":"alice"}' });
    expect(challenge.status).toBe(401);
    expect(await challenge.text()).toBe(
      '{"success":false,"status":"error","error":"totp-required","message":"TOTP Required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    );
    const body = JSON.stringify({ user: 'alice', code: codeOf(secret, world.clock.at) });
    const opened = await fetch(origin, { method: 'POST', headers: json, body });
    expect(await opened.json()).toEqual({ by: 'totp', body });
  });

  it('reads a body that arrives in pieces, split within a character', async () => {
    const { world, secret, origin } = await loginServer();
    const body = JSON.stringify({
      user: 'alice',
      code: codeOf(secret, world.clock.at),
      note: 'é'.repeat(9000),
    });
    const bytes = Buffer.from(body);
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = connect(origin, { method: 'POST', headers: json }, (response) => {
        void bodyOf(response).then(resolve);
      });
      sent.on('error', reject);
      const cut = bytes.length - 101;
      sent.write(bytes.subarray(0, cut), () => sent.end(bytes.subarray(cut)));
    });
    expect(JSON.parse(answer)).toEqual({ by: 'totp', body });
  });
});
