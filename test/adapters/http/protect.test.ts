/** `protect`: which requests reach a Web handler, and how the others are refused. @module */

import { describe, expect, it, test } from 'vitest';
import { protect } from '../../../src/adapters/http/index.ts';
import { codeOf, testWorld } from '../../support/world.ts';
import { type Options, subjectWithTotp } from './protected-handler.ts';

describe('protect', () => {
  it('challenges, refuses a wrong code, grants by the right code, then trusts the client', async () => {
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

  it('passes the arguments of a framework on to the handler', async () => {
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

  it('rejects with the error that a handler throws', async () => {
    const { world } = await subjectWithTotp();
    const guard = protect(world.twoFactor, {
      operation: 'status.read',
      identify: () => ({ subject: 'alice' }),
    });
    const handler = guard(() => {
      throw new Error('thrown by the handler');
    });
    await expect(handler(new Request('https://app.example'))).rejects.toThrow('thrown by the handler');
  });

  it('P10 trust is bound to the client behind the trusted proxies', async () => {
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

describe('protect: requests that do not reach the handler', () => {
  it.each([
    ['no identity', () => undefined],
    ['a null identity', () => null as never],
    ['an empty subject', () => ({ subject: '' })],
    ['a non-string subject', () => ({ subject: { toString: () => 'alice' } }) as never],
  ])('%s is refused with 401', async (_name, identify) => {
    const { call, reached } = await subjectWithTotp({ identify, operation: 'status.read' });
    const response = await call();
    expect(response.status).toBe(401);
    expect(await response.text()).toBe(
      '{"success":false,"status":"error","message":"You must be logged in to do this."}',
    );
    expect(reached).toEqual([]);
  });

  it('a denial from identify is rendered like any other', async () => {
    const { call, reached } = await subjectWithTotp({
      identify: () => ({ denial: { kind: 'access-token-refused', reason: 'expired', trace: [] } }),
    });
    const response = await call();
    expect([response.status, await response.json()]).toEqual([
      401,
      { success: false, error: 'access-token-refused', errorType: 'access-token-refused' },
    ]);
    expect(reached).toEqual([]);
  });

  const broken = () => {
    throw new Error('host secret');
  };

  test.each([
    ['identify throws', { identify: broken }],
    ['identify rejects', { identify: () => Promise.reject(new Error('host secret')) }],
    ['identify returns a string', { identify: () => 'alice' as never }],
    ['operation throws', { operation: broken }],
    ['remoteAddress throws', { remoteAddress: broken }],
  ] satisfies [string, Options][])(
    'if %s, the request is refused with 503 and onError gets the error',
    async (_name, options) => {
      const errors: unknown[] = [];
      const { call, reached } = await subjectWithTotp({ ...options, onError: (error) => errors.push(error) });
      const response = await call();
      expect(response.status).toBe(503);
      expect(await response.text()).toBe('{"success":false,"error":"unavailable","errorType":"unavailable"}');
      expect(errors).toHaveLength(1);
      expect(reached).toEqual([]);
    },
  );

  it('if onError, dialect or now throws as well, the request is still refused with 503', async () => {
    const options = { identify: broken, onError: broken, dialect: broken, now: broken };
    const { call, reached } = await subjectWithTotp(options);
    expect((await call()).status).toBe(503);
    expect(reached).toEqual([]);
  });

  test.each(['unknown', 'constructor', '__proto__', '', undefined])(
    'the operation %j is refused as unknown',
    async (operation) => {
      const { call, reached } = await subjectWithTotp({ operation: () => operation });
      expect(await (await call()).json()).toMatchObject({ errorType: 'unknown-operation' });
      expect(reached).toEqual([]);
    },
  );

  it('an invalid trusted proxy is a RangeError when the guard is made', () => {
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
  it('the dialect option decides, never the accept header', async () => {
    const { call } = await subjectWithTotp();
    const accept = { accept: 'application/problem+json' };
    expect((await call(accept)).headers.get('content-type')).toBe('application/json');
    const { call: problems } = await subjectWithTotp({ dialect: 'problem' });
    const challenge = await problems({ accept: 'application/json' });
    expect(challenge.status).toBe(401);
    expect(challenge.headers.get('content-type')).toBe('application/problem+json');
    expect(challenge.headers.get('www-authenticate')).toContain('insufficient_user_authentication');
  });

  it('the dialect may depend on the request', async () => {
    const { call } = await subjectWithTotp({
      dialect: (request) => (request.headers.has('x-old') ? 'compat' : 'problem'),
    });
    expect([(await call({ 'x-old': '1' })).status, (await call()).status]).toEqual([400, 401]);
  });

  it('retry-after counts from the instant that now returns', async () => {
    const { world, call } = await subjectWithTotp({ dialect: 'problem', now: () => world.clock.at });
    for (let attempt = 0; attempt < 5; attempt++) await call({ 'x-2fa-code': '000000' });
    const locked = await call({ 'x-2fa-code': '000000' });
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '30']);
  });
});
