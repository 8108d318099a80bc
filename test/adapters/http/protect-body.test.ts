/** `protect`: the code in a JSON body, and the bodies that are refused. @module */

import { describe, expect, it } from 'vitest';
import { codeOf } from '../../support/world.ts';
import { type Options, subjectWithTotp } from './protected-handler.ts';

const json = { 'content-type': 'application/json' };

describe('protect: a code in the body', () => {
  const login: Options = { operation: 'login', login: true };

  it('is read in both forms of a login, and the handler reads the same body', async () => {
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

  it('is passed to identify with the rest of the body', async () => {
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

  it('is not read for other operations unless codeInBody is true', async () => {
    const { world, secret, call } = await subjectWithTotp();
    const body = () => JSON.stringify({ code: codeOf(secret, world.clock.at) });
    expect(await (await call(json, body())).json()).toMatchObject({ errorType: 'totp-required' });
    expect((await call(json, '{')).status).toBe(400);
    const {
      world: other,
      secret: otherSecret,
      call: callWithCodeInBody,
    } = await subjectWithTotp({ codeInBody: true });
    expect(
      (await callWithCodeInBody(json, JSON.stringify({ code: codeOf(otherSecret, other.clock.at) }))).status,
    ).toBe(200);
  });

  it('is refused as malformed if the declared JSON does not parse', async () => {
    const { call, reached } = await subjectWithTotp(login);
    for (const body of ['{', '{"code":}', '\u0000', '{"code":"1"}}']) {
      const response = await call(json, body);
      expect([response.status, await response.text()]).toEqual([
        400,
        '{"success":false,"status":"error","error":"malformed-body","message":"Malformed Body"}',
      ]);
    }
    expect(reached).toEqual([]);
  });

  it('is refused beyond 64 kB, declared or not', async () => {
    const { call, handler, reached } = await subjectWithTotp(login);
    const maximum = JSON.stringify('x'.repeat(65_534));
    expect((await call(json, maximum)).status).toBe(401);
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

  it('is not found if the host has already read the body', async () => {
    const { world, secret, handler } = await subjectWithTotp({ ...login, operation: 'settings.save' });
    const body = JSON.stringify({ code: codeOf(secret, world.clock.at) });
    const request = new Request('https://app.example', { method: 'POST', headers: json, body });
    await request.text();
    expect((await handler(request)).status).toBe(401);
  });

  it('is refused as malformed if the body breaks off', async () => {
    const { handler } = await subjectWithTotp(login);
    const aborted = new ReadableStream({
      pull(controller) {
        controller.error(new Error('connection lost'));
      },
    });
    const request = new Request('https://app.example', {
      method: 'POST',
      headers: json,
      body: aborted,
      duplex: 'half',
    } as RequestInit);
    expect((await handler(request)).status).toBe(400);
  });
});
