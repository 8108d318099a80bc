/** `protectNode` over real sockets: `next` needs a grant, and the body stays readable. @module */

import type { IncomingMessage } from 'node:http';
import { request as connect } from 'node:http';
import { describe, expect, it, test } from 'vitest';
import { type NodeRequest, type ProtectOptions, protectNode } from '../../../src/adapters/http/index.ts';
import type { Grant } from '../../../src/index.ts';
import { type Operation, codeOf, enrollTotp, testWorld } from '../../support/world.ts';
import { bodyOf, listen } from './node-server.ts';

type Options = Partial<ProtectOptions<NodeRequest & { body?: unknown }, Operation>>;

const json = { 'content-type': 'application/json' };

/** A server whose handler replies with how it was granted and with the body that it read. */
async function serverFor(
  options: Options = {},
  before: (request: IncomingMessage) => unknown = () => undefined,
) {
  const world = testWorld();
  const { secret } = await enrollTotp(world);
  const reached: unknown[] = [];
  const guard = protectNode(world.twoFactor, {
    operation: 'settings.save',
    identify: () => ({ subject: 'alice', session: 's1' }),
    ...options,
  });
  const origin = await listen((request, response) => {
    void Promise.resolve(before(request)).then(() =>
      guard(request, response, (...args: unknown[]) => {
        reached.push(args);
        const { secondFactor } = request as IncomingMessage & { secondFactor: Grant };
        void bodyOf(request).then((body) => response.end(JSON.stringify({ by: secondFactor.by, body })));
      }),
    );
  });
  const post = (headers: Record<string, string>, body?: string) =>
    fetch(origin, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
  return { world, secret, reached, origin, post };
}

describe('protectNode', () => {
  it('challenges, refuses a wrong code, grants by the right code, then trusts the client', async () => {
    const { world, secret, post, reached } = await serverFor();
    const challenge = await post({});
    expect([challenge.status, challenge.headers.get('content-type')]).toEqual([400, 'application/json']);
    expect(await challenge.text()).toBe(
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    );
    expect((await post({ 'X-2FA-Code': '000000' })).status).toBe(400);
    expect(reached).toEqual([]);
    const right = await post(
      { 'X-2FA-Code': codeOf(secret, world.clock.at), 'X-2FA-Method': 'totp' },
      'payload',
    );
    expect(await right.json()).toEqual({ by: 'totp', body: 'payload' });
    expect(await (await post({}, 'payload')).json()).toEqual({ by: 'trusted-client', body: 'payload' });
    expect(reached).toEqual([[], []]);
  });

  it('renders problem details', async () => {
    const { post } = await serverFor({ dialect: 'problem' });
    const challenge = await post({});
    expect(challenge.status).toBe(401);
    expect(challenge.headers.get('content-type')).toBe('application/problem+json');
    expect(challenge.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_user_authentication"/,
    );
  });

  it('reads the address from the socket and ignores x-forwarded-for', async () => {
    const { world, secret, post } = await serverFor({ identify: () => ({ subject: 'alice' }) });
    await post({ 'x-forwarded-for': '203.0.113.9', 'x-2fa-code': codeOf(secret, world.clock.at) });
    expect((await post({ 'x-forwarded-for': '198.51.100.1' })).status).toBe(200);
  });

  test.each([
    [
      'identify throws',
      {
        identify: () => {
          throw new Error('down');
        },
      },
      503,
    ],
    ['identify rejects', { identify: () => Promise.reject(new Error('down')) }, 503],
    ['identify returns undefined', { identify: () => undefined }, 401],
    ['the operation is unknown', { operation: () => 'toString' }, 400],
  ] satisfies [string, Options, number][])('if %s, next is never called', async (_name, options, status) => {
    const { post, reached } = await serverFor(options);
    expect((await post({})).status).toBe(status);
    expect(reached).toEqual([]);
  });

  it('removes a grant that was on the request before', async () => {
    const forge = (request: IncomingMessage) => Object.assign(request, { secondFactor: { by: 'totp' } });
    const seen: unknown[] = [];
    const identify = (request: object) => {
      seen.push('secondFactor' in request);
      return undefined;
    };
    const { post } = await serverFor({ identify }, forge);
    expect((await post({})).status).toBe(401);
    expect(seen).toEqual([false]);
  });

  it('does not write to a response that has begun', async () => {
    const { twoFactor } = testWorld();
    const guard = protectNode(twoFactor, { operation: 'login', identify: () => undefined });
    const origin = await listen((request, response) => {
      response.write('begun');
      void guard(request, response, () => undefined).then(() => response.end(' and ended'));
    });
    expect(await (await fetch(origin)).text()).toBe('begun and ended');
  });
});

describe('protectNode: a login with the code in the body', () => {
  const login: Options = {
    operation: 'login',
    login: true,
    identify: (_request, body) => ({ subject: (body as { user: string }).user }),
  };

  it('the code is read, and the handler reads the same body again', async () => {
    const { world, secret, post } = await serverFor(login);
    const challenge = await post(json, '{"user":"alice"}');
    expect(challenge.status).toBe(401);
    expect(await challenge.text()).toBe(
      '{"success":false,"status":"error","error":"totp-required","message":"TOTP Required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    );
    const body = JSON.stringify({ user: 'alice', code: codeOf(secret, world.clock.at) });
    expect(await (await post(json, body)).json()).toEqual({ by: 'totp', body });
  });

  it.each(['at once', 'after a delay'])(
    'a body that is split within a character is read %s',
    async (when) => {
      const wait = () => new Promise((resolve) => setImmediate(resolve));
      const { world, secret, origin } = await serverFor(login, when === 'after a delay' ? wait : undefined);
      const body = JSON.stringify({
        user: 'alice',
        code: codeOf(secret, world.clock.at),
        note: 'é'.repeat(9000),
      });
      const bytes = Buffer.from(body);
      const reply = await new Promise<string>((resolve, reject) => {
        const sent = connect(origin, { method: 'POST', headers: json }, (response) => {
          void bodyOf(response).then(resolve);
        });
        sent.on('error', reject);
        const cut = bytes.length - 101;
        sent.write(bytes.subarray(0, cut), () => sent.end(bytes.subarray(cut)));
      });
      expect(JSON.parse(reply)).toEqual({ by: 'totp', body });
    },
  );

  it('an empty body, chunked or not, still ends for the handler', async () => {
    const { origin } = await serverFor({
      ...login,
      operation: 'status.read',
      identify: () => ({ subject: 'alice' }),
    });
    for (const headers of [
      json,
      { ...json, 'transfer-encoding': 'chunked' },
      { ...json, 'content-length': '0' },
    ]) {
      const reply = await new Promise<string>((resolve, reject) => {
        const sent = connect(
          origin,
          { method: 'POST', headers },
          (response) => void bodyOf(response).then(resolve),
        );
        sent.on('error', reject);
        sent.end();
      });
      expect(JSON.parse(reply)).toEqual({ by: 'not-required', body: '' });
    }
  });

  it('a body that a framework has parsed is used', async () => {
    const parse = async (request: IncomingMessage) =>
      Object.assign(request, { body: JSON.parse(await bodyOf(request)) as unknown });
    const { world, secret, post } = await serverFor(login, parse);
    const body = JSON.stringify({ user: 'alice', code: codeOf(secret, world.clock.at) });
    expect(await (await post(json, body)).json()).toEqual({ by: 'totp', body: '' });
  });

  it('a body that has already been read is not awaited', async () => {
    const read = async (request: IncomingMessage) => void (await bodyOf(request));
    const { post } = await serverFor({ ...login, identify: () => ({ subject: 'alice' }) }, read);
    expect((await post(json, '{"user":"alice","code":"123456"}')).status).toBe(401);
  });

  it('malformed JSON is refused with 400, an oversized body with 413, declared or not', async () => {
    const { post, origin, reached } = await serverFor(login);
    const malformed = await post(json, '{"user":');
    expect([malformed.status, await malformed.text()]).toEqual([
      400,
      '{"success":false,"status":"error","error":"malformed-body","message":"Malformed Body"}',
    ]);
    const tooLong = JSON.stringify({ user: 'x'.repeat(70_000) });
    expect((await post(json, tooLong)).status).toBe(413);
    const status = await new Promise<number>((resolve, reject) => {
      const sent = connect(origin, { method: 'POST', headers: json }, (response) => {
        resolve(response.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', reject);
      // The request never ends: the response must not wait for the end of the body.
      sent.write(tooLong);
    });
    expect(status).toBe(413);
    expect(reached).toEqual([]);
  });
});
