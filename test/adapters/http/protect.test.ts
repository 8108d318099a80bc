/** The guard of Web-standard handlers: challenge, wrong code, right code, trust, and everything that must not pass. @module */

import { describe, expect, it, test } from 'vitest';
import { type ProtectOptions, protect } from '../../../src/adapters/http/index.ts';
import { type Operation, codeOf, enrollTotp, testWorld } from '../../support/world.ts';

type Options = Partial<ProtectOptions<Request, Operation>>;

async function subjectWithTotp(options: Options = {}) {
  const world = testWorld();
  const { secret, recoveryCodes } = await enrollTotp(world);
  const reached: string[] = [];
  const handler = protect(world.twoFactor, {
    operation: 'settings.save',
    identify: () => ({ subject: 'alice', session: 's1' }),
    ...options,
  })(async (request, grant) => {
    reached.push(grant.by);
    return Response.json({ by: grant.by, body: await request.text() });
  });
  const call = (headers: Record<string, string> = {}, body?: string): Promise<Response> =>
    handler(
      new Request('https://app.example/settings', {
        method: 'POST',
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    );
  return { world, secret, recoveryCodes, reached, handler, call };
}

const json = { 'content-type': 'application/json' };

describe('protect', () => {
  it('challenges, refuses a wrong code, opens by the right one, and trusts the client', async () => {
    const { world, secret, call, reached } = await subjectWithTotp();
    const challenge = await call();
    expect(challenge.status).toBe(400);
    expect(await challenge.text()).toBe(
      '{"success":false,"error":"TOTP Required [totp-required]","errorType":"totp-required",' +
        '"details":{"method":"totp","codeGenerated":false,"availableMethods":["totp"]}}',
    );
    const wrong = await call({ 'x-2fa-code': '000000', 'x-2fa-method': 'totp' });
    expect(await wrong.json()).toMatchObject({ errorType: 'totp-invalid', details: { attemptsLeft: 4 } });
    expect(reached).toEqual([]);
    const right = await call(
      { 'x-2fa-code': codeOf(secret, world.clock.at), 'x-2fa-method': 'totp' },
      'payload',
    );
    expect(await right.json()).toEqual({ by: 'totp', body: 'payload' });
    expect(await (await call()).json()).toMatchObject({ by: 'trusted-client' });
  });

  it('passes on what a framework hands to its handlers', async () => {
    const { world } = await subjectWithTotp();
    const guard = protect(world.twoFactor, {
      operation: 'status.read',
      identify: () => ({ subject: 'alice' }),
    });
    const handler = guard((_request, grant, context: { readonly id: string }, next: number) =>
      Response.json([grant.by, context.id, next]),
    );
    expect(await (await handler(new Request('https://app.example'), { id: 'x' }, 7)).json()).toEqual([
      'not-required',
      'x',
      7,
    ]);
  });

  it('lets the error of a handler through as it is', async () => {
    const { world } = await subjectWithTotp();
    const guard = protect(world.twoFactor, {
      operation: 'status.read',
      identify: () => ({ subject: 'alice' }),
    });
    const handler = guard(() => {
      throw new Error('of the handler');
    });
    await expect(handler(new Request('https://app.example'))).rejects.toThrow('of the handler');
  });

  it('binds trust to the client that is behind the trusted proxies', async () => {
    const { world, secret, call } = await subjectWithTotp({
      trustedProxies: ['10.0.0.0/8'],
      remoteAddress: (request) => request.headers.get('x-test-peer') ?? undefined,
      identify: () => ({ subject: 'alice' }),
    });
    const from = (ip: string, peer = '10.0.0.1') => ({ 'x-forwarded-for': ip, 'x-test-peer': peer });
    await call({ ...from('203.0.113.9'), 'x-2fa-code': codeOf(secret, world.clock.at) });
    expect((await call(from('203.0.113.9'))).status).toBe(200);
    expect((await call(from('203.0.113.10'))).status).toBe(400);
    expect((await call(from('203.0.113.9', '203.0.113.66'))).status).toBe(400);
  });
});

describe('protect: what is not let through', () => {
  it.each([
    ['nobody', () => undefined],
    ['null', () => null as never],
    ['an empty subject', () => ({ subject: '' })],
    ['a subject that is no text', () => ({ subject: { toString: () => 'alice' } }) as never],
  ])('%s is answered with 401', async (_name, identify) => {
    const { call, reached } = await subjectWithTotp({ identify, operation: 'status.read' });
    const answer = await call();
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe(
      '{"success":false,"status":"error","message":"You must be logged in to do this."}',
    );
    expect(reached).toEqual([]);
  });

  it('a denial that its credentials met is answered as any other', async () => {
    const { call, reached } = await subjectWithTotp({
      identify: () => ({ denial: { kind: 'access-token-refused', reason: 'expired', trace: [] } }),
    });
    const answer = await call();
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { success: false, error: 'access-token-refused', errorType: 'access-token-refused' },
    ]);
    expect(reached).toEqual([]);
  });

  const broken = () => {
    throw new Error('secret of the host');
  };

  test.each([
    ['identify throws', { identify: broken }],
    ['identify rejects', { identify: () => Promise.reject(new Error('secret of the host')) }],
    ['identify answers something else', { identify: () => 'alice' as never }],
    ['operation throws', { operation: broken }],
    ['remoteAddress throws', { remoteAddress: broken }],
  ] satisfies [string, Options][])('%s: 503, and the host is told', async (_name, options) => {
    const errors: unknown[] = [];
    const { call, reached } = await subjectWithTotp({ ...options, onError: (error) => errors.push(error) });
    const answer = await call();
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe('{"success":false,"error":"unavailable","errorType":"unavailable"}');
    expect(errors).toHaveLength(1);
    expect(reached).toEqual([]);
  });

  it('a failing onError, dialect or clock of the host changes nothing about it', async () => {
    const options = { identify: broken, onError: broken, dialect: broken, now: broken };
    const { call, reached } = await subjectWithTotp(options);
    expect((await call()).status).toBe(503);
    expect(reached).toEqual([]);
  });

  test.each(['unknown', 'constructor', '__proto__', '', undefined])('an operation %j', async (name) => {
    const { call, reached } = await subjectWithTotp({ operation: () => name });
    expect(await (await call()).json()).toMatchObject({ errorType: 'unknown-operation' });
    expect(reached).toEqual([]);
  });

  it('is refused at once where the configuration is wrong', () => {
    const { twoFactor } = testWorld();
    const options = {
      operation: 'settings.save',
      identify: () => undefined,
      trustedProxies: ['localhost'],
    } as const;
    expect(() => protect(twoFactor, options)).toThrow(RangeError);
  });
});

describe('protect: dialects', () => {
  it('speaks the one that it is told, never the one that accept asks for', async () => {
    const { call } = await subjectWithTotp();
    const accept = { accept: 'application/problem+json' };
    expect((await call(accept)).headers.get('content-type')).toBe('application/json');
    const { call: problems } = await subjectWithTotp({ dialect: 'problem' });
    const challenge = await problems({ accept: 'application/json' });
    expect(challenge.status).toBe(401);
    expect(challenge.headers.get('content-type')).toBe('application/problem+json');
    expect(challenge.headers.get('www-authenticate')).toContain('insufficient_user_authentication');
  });

  it('may choose by the request', async () => {
    const { call } = await subjectWithTotp({
      dialect: (request) => (request.headers.has('x-old') ? 'compat' : 'problem'),
    });
    expect([(await call({ 'x-old': '1' })).status, (await call()).status]).toEqual([400, 401]);
  });

  it('counts retry-after from the clock that it is given', async () => {
    const { world, call } = await subjectWithTotp({ dialect: 'problem', now: () => world.clock.at });
    for (let attempt = 0; attempt < 5; attempt++) await call({ 'x-2fa-code': '000000' });
    const spent = await call({ 'x-2fa-code': '000000' });
    expect([spent.status, spent.headers.get('retry-after')]).toEqual([429, '30']);
  });
});

describe('protect: a code in the body', () => {
  const login: Options = { operation: 'login', login: true };

  it('is read where the operation is a login, in both forms, and the handler reads the same body', async () => {
    const { world, secret, call } = await subjectWithTotp(login);
    expect((await call(json, '{"user":"alice"}')).status).toBe(401);
    const plain = JSON.stringify({ user: 'alice', code: codeOf(secret, world.clock.at) });
    expect(await (await call(json, plain)).json()).toEqual({ by: 'totp', body: plain });
    world.clock.advance(30_000);
    const wrapped = JSON.stringify({
      totp: { login: { user: 'alice' }, code: codeOf(secret, world.clock.at) },
    });
    expect(await (await call({ 'content-type': 'application/json; charset=utf-8' }, wrapped)).json()).toEqual(
      {
        by: 'totp',
        body: wrapped,
      },
    );
  });

  it('is handed to identify with the rest of the body', async () => {
    const seen: unknown[] = [];
    const identify = (_request: Request, body: unknown) => {
      seen.push(body);
      return { subject: 'alice' };
    };
    const { call } = await subjectWithTotp({ ...login, identify });
    await call(json, '{"user":"alice"}');
    await call({ 'content-type': 'text/plain' }, '{"user":"alice"}');
    await call();
    expect(seen).toEqual([{ user: 'alice' }, undefined, undefined]);
  });

  it('is not read for other operations, unless the host says so', async () => {
    const { world, secret, call } = await subjectWithTotp();
    const body = () => JSON.stringify({ code: codeOf(secret, world.clock.at) });
    expect(await (await call(json, body())).json()).toMatchObject({ errorType: 'totp-required' });
    expect((await call(json, '{')).status).toBe(400);
    const { world: other, secret: key, call: told } = await subjectWithTotp({ codeInBody: true });
    expect((await told(json, JSON.stringify({ code: codeOf(key, other.clock.at) }))).status).toBe(200);
  });

  it('must be JSON where it says so', async () => {
    const { call, reached } = await subjectWithTotp(login);
    for (const body of ['{', '{"code":}', '\u0000', '{"code":"1"}}']) {
      const answer = await call(json, body);
      expect([answer.status, await answer.text()]).toEqual([
        400,
        '{"success":false,"status":"error","error":"malformed-body","message":"Malformed Body"}',
      ]);
    }
    expect(reached).toEqual([]);
  });

  it('must fit into 64 kB, announced or not', async () => {
    const { call, handler, reached } = await subjectWithTotp(login);
    const fits = JSON.stringify('x'.repeat(65_534));
    expect((await call(json, fits)).status).toBe(401);
    const tooLong = JSON.stringify('x'.repeat(65_535));
    expect((await call(json, tooLong)).status).toBe(413);
    expect((await call({ ...json, 'content-length': '65537' }, '{}')).status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(16_384).fill(0x20));
      },
    });
    const request = new Request('https://app.example', {
      method: 'POST',
      headers: json,
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect((await handler(request)).status).toBe(413);
    expect(pulled).toBeLessThan(20);
    expect(reached).toEqual([]);
  });

  it('is none where the host has read the body already', async () => {
    const { world, secret, handler } = await subjectWithTotp({ ...login, operation: 'settings.save' });
    const body = JSON.stringify({ code: codeOf(secret, world.clock.at) });
    const request = new Request('https://app.example', { method: 'POST', headers: json, body });
    await request.text();
    expect((await handler(request)).status).toBe(401);
  });

  it('of a body that breaks off is malformed', async () => {
    const { handler } = await subjectWithTotp(login);
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('connection lost'));
      },
    });
    const request = new Request('https://app.example', {
      method: 'POST',
      headers: json,
      body: broken,
      duplex: 'half',
    } as RequestInit);
    expect((await handler(request)).status).toBe(400);
  });
});
