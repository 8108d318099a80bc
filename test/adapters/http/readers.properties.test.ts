/** Every reader of wire input, on random and mutated input. @module */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  readInvocation,
  readMethodFrame,
  readTunnelledCall,
  renderTunnelledRefusal,
} from '../../../src/adapters/ddp/index.ts';
import { protect, readClient, readCode, readLogin } from '../../../src/adapters/http/index.ts';
import type { PresentedCode } from '../../../src/index.ts';
import { type Operation, type TestWorld, enrollTotp, testWorld } from '../../support/world.ts';
import {
  headers,
  json,
  loginBody,
  mutated,
  nestedArrays,
  params,
  text,
  trailingArgument,
} from './wire-arbitraries.ts';

const numRuns = 10_000;

// Each property runs 10 000 times. The timeout leaves room for a busy machine.
describe('readers never throw, and random input is never granted', { timeout: 300_000 }, () => {
  let world: TestWorld;

  beforeAll(async () => {
    world = testWorld();
    await enrollTotp(world);
  });

  /** Asserts a refusal for the code that a reader returned: a random right code is improbable. */
  async function expectRefusal(code: PresentedCode | undefined, operation = 'account.delete'): Promise<void> {
    expect(typeof (code?.value ?? '')).toBe('string');
    expect(typeof (code?.method ?? '')).toBe('string');
    const result = await world.twoFactor.authorize({
      subject: 'alice',
      operation: operation as Operation,
      code,
    });
    expect(result.isErr()).toBe(true);
  }

  it('readCode and readLogin, on random headers and bodies', async () => {
    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.oneof(json, mutated(loginBody), mutated({ code: '123456', method: 'email' })),
        async (source, body) => {
          readLogin(body);
          await expectRefusal(readCode(source as never, body));
        },
      ),
      { numRuns },
    );
  });

  it('readClient ignores x-forwarded-for without trusted proxies', () => {
    fc.assert(
      fc.property(
        headers,
        fc.oneof(text, fc.ipV4(), fc.ipV6()),
        fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), text)),
        (source, peer, hops) => {
          const request = { headers: source, socket: { remoteAddress: peer } } as never;
          readClient(request, { trustedProxies: ['0.0.0.0/0', '::/0'] });
          const forwarded = {
            headers: { 'x-forwarded-for': hops.join(',') },
            socket: { remoteAddress: peer },
          };
          expect(readClient(forwarded)).toEqual(readClient({ headers: {}, socket: { remoteAddress: peer } }));
        },
      ),
      { numRuns },
    );
  });

  it('readInvocation, on random arguments', async () => {
    const method = fc.oneof(
      fc.constantFrom('login', 'account.delete', 'callWithTwoFactorRequired', '__proto__'),
      text,
    );
    await fc.assert(
      fc.asyncProperty(method, params, async (name, args) => {
        const invocation = readInvocation(name, args as never);
        expect(Array.isArray(invocation.params)).toBe(true);
        expect(typeof invocation.method).toBe('string');
        // An exempt operation needs no code, so it cannot show that a code is refused.
        await expectRefusal(
          invocation.code,
          invocation.method === 'status.read' ? 'account.delete' : invocation.method,
        );
      }),
      { numRuns },
    );
  });

  it('readMethodFrame and readTunnelledCall, on random and damaged frames', async () => {
    const frame = { msg: 'method', id: '1', method: 'account.delete', params: [trailingArgument] };
    const frames = fc.oneof(
      json,
      mutated(frame),
      params.map((args) => ({ ...frame, params: args })),
    );
    const damaged = fc.tuple(frames, fc.nat(), fc.string({ maxLength: 3 })).map(([value, at, inserted]) => {
      const whole = JSON.stringify(value) ?? '';
      const cut = at % (whole.length + 1);
      return whole.slice(0, cut) + inserted + whole.slice(cut + 1);
    });
    const bodies = fc.oneof(
      frames.map((value) => ({ message: JSON.stringify(value) })),
      damaged.map((message) => ({ message })),
      json,
    );
    await fc.assert(
      fc.asyncProperty(frames, bodies, async (value, body) => {
        for (const read of [readMethodFrame(value), readTunnelledCall(body)]) {
          if (read.isOk())
            await expectRefusal(
              read.value.code,
              read.value.method === 'status.read' ? 'account.delete' : read.value.method,
            );
          else expect(renderTunnelledRefusal(undefined, read.error).status).toBe(400);
        }
      }),
      { numRuns },
    );
  });

  it('protect refuses random headers and bodies with a 4xx status', async () => {
    const handler = protect(world.twoFactor, {
      operation: 'login',
      login: true,
      identify: () => ({ subject: 'alice' }),
    })(() => new Response('granted'));
    const long = [nestedArrays(30_000), `{"code":${nestedArrays(20_000)}}`, `${'{"a":'.repeat(10_000)}1`];
    const bodies = fc.oneof(
      { weight: 20, arbitrary: json.map((value) => JSON.stringify(value)) },
      { weight: 20, arbitrary: mutated(loginBody).map((value) => JSON.stringify(value)) },
      { weight: 20, arbitrary: fc.string({ unit: 'binary' }) },
      { weight: 1, arbitrary: fc.constantFrom(...long, '[', '"', '') },
    );
    const value = fc.stringMatching(/^[!-~]{0,30}$/);
    await fc.assert(
      fc.asyncProperty(bodies, value, value, async (body, code, method) => {
        const response = await handler(
          new Request('https://app.example/login', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-2fa-code': code, 'x-2fa-method': method },
            body,
          }),
        );
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        expect(await response.json()).toMatchObject({ success: false });
      }),
      { numRuns },
    );
  });

  it('frames and bodies that are deeply nested or long', () => {
    const nested = nestedArrays(100_000);
    const call = `{"msg":"method","id":"1","method":"a","params":${nested}}`;
    for (const frame of [nested, call, '['.repeat(100_000)]) {
      expect(readMethodFrame(frame).isOk()).toBe(frame === call);
      expect(readTunnelledCall({ message: frame }).isOk()).toBe(frame === call);
    }
    let wrapped: unknown = [];
    for (let depth = 0; depth < 100_000; depth++)
      wrapped = [{ code: '1', ddpMethod: 'callWithTwoFactorRequired', method: 'totp', params: wrapped }];
    expect(readInvocation('callWithTwoFactorRequired', wrapped as never[]).method).toBe(
      'callWithTwoFactorRequired',
    );
    expect(readCode({ 'x-2fa-code': 'base64:'.padEnd(10_000_000, 'A') })?.value).toHaveLength(10_000_000);
  });
});
