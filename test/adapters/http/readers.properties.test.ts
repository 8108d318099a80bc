/** Every reader of what travels, on random and mutated input: none throws, and none opens anything. @module */

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

const numRuns = 10_000;

/** Keys that objects inherit, that the wire knows, and anything else. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'get',
    'then',
  ),
  fc.constantFrom(
    'code',
    'method',
    'totp',
    'login',
    'message',
    'msg',
    'id',
    'params',
    'ddpMethod',
    'length',
    '0',
  ),
  fc.constantFrom(
    'twoFactorCode',
    'twoFactorMethod',
    'twoFactorResend',
    'x-2fa-code',
    'X-2FA-METHOD',
    'x-2fa-resend',
  ),
  fc.string({ maxLength: 8 }),
);

const text = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      '',
      '123456',
      'totp',
      'email',
      'password',
      'recovery-code',
      'base64:',
      'base64:=',
      '1',
      '__proto__',
    ),
  },
  { weight: 20, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
  { weight: 10, arbitrary: fc.string({ maxLength: 12 }).map((tail) => `base64:${tail}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '9'.repeat(100_000),
      'base64:'.repeat(5000),
      ' '.repeat(70_000),
      '-'.repeat(70_000),
    ),
  },
);

const leaf = fc.oneof(
  text,
  fc.constantFrom(null, true, false, 0, -0, 1e308, -1e308, Number.MAX_SAFE_INTEGER + 2, 123456, 0.1),
);

/** JSON of any shape; own `__proto__` keys as `JSON.parse` makes them. */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => {
      const made: Record<string, unknown> = {};
      for (const [name, value] of entries)
        Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
      return made;
    }),
  ),
})).value;

/** What is valid, with one place in it replaced. */
function mutated(valid: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(valid);
  return fc.tuple(fc.constantFrom(...paths), json).map(([path, value]) => replaced(valid, path, value));
}

const proof = { twoFactorCode: '123456', twoFactorMethod: 'totp', twoFactorResend: true };
const loginBody = { totp: { login: { user: 'alice' }, code: '123456' } };
const params = fc.oneof(
  json,
  mutated([1, proof]),
  mutated([loginBody]),
  mutated([{ code: '1', ddpMethod: 'status.read', method: 'totp', params: [proof] }]),
);
const headers = fc.oneof(
  json,
  fc.dictionary(
    fc.constantFrom('x-2fa-code', 'X-2FA-Method', 'x-2fa-resend', 'x-forwarded-for', 'user-agent'),
    fc.oneof(text, leaf),
  ),
  fc.array(fc.tuple(fc.constantFrom('x-2fa-code', 'x-2fa-method'), text)),
);
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

function pathsOf(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([name, part]) => pathsOf(part).map((path) => [name, ...path])),
  ];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, by);
  return copy;
}

// Ten thousand inputs each; the limit is for machines that do much else meanwhile.
describe('what cannot be read opens nothing', { timeout: 300_000 }, () => {
  let world: TestWorld;

  beforeAll(async () => {
    world = testWorld();
    await enrollTotp(world);
  });

  /** A code that came out of a reader, at an operation that asks for one; a right guess aside, it is refused. */
  async function isRefused(code: PresentedCode | undefined, operation = 'account.delete'): Promise<void> {
    expect(typeof (code?.value ?? '')).toBe('string');
    expect(typeof (code?.method ?? '')).toBe('string');
    const answer = await world.twoFactor.authorize({
      subject: 'alice',
      operation: operation as Operation,
      code,
    });
    expect(answer.isErr()).toBe(true);
  }

  it('readCode, readLogin', async () => {
    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.oneof(json, mutated(loginBody), mutated({ code: '123456', method: 'email' })),
        async (given, body) => {
          readLogin(body);
          await isRefused(readCode(given as never, body));
        },
      ),
      { numRuns },
    );
  });

  it('readClient', () => {
    fc.assert(
      fc.property(
        headers,
        fc.oneof(text, fc.ipV4(), fc.ipV6()),
        fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), text)),
        (given, peer, hops) => {
          const request = { headers: given, socket: { remoteAddress: peer } } as never;
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

  it('readInvocation', async () => {
    const method = fc.oneof(
      fc.constantFrom('login', 'account.delete', 'callWithTwoFactorRequired', '__proto__'),
      text,
    );
    await fc.assert(
      fc.asyncProperty(method, params, async (name, given) => {
        const read = readInvocation(name, given as never);
        expect(Array.isArray(read.params)).toBe(true);
        expect(typeof read.method).toBe('string');
        // The exempt one needs no code, so it says nothing about codes.
        await isRefused(read.code, read.method === 'status.read' ? 'account.delete' : read.method);
      }),
      { numRuns },
    );
  });

  it('readMethodFrame, readTunnelledCall', async () => {
    const frame = { msg: 'method', id: '1', method: 'account.delete', params: [proof] };
    const frames = fc.oneof(
      json,
      mutated(frame),
      params.map((given) => ({ ...frame, params: given })),
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
            await isRefused(
              read.value.code,
              read.value.method === 'status.read' ? 'account.delete' : read.value.method,
            );
          else expect(renderTunnelledRefusal(undefined, read.error).status).toBe(400);
        }
      }),
      { numRuns },
    );
  });

  it('protect, with headers and bodies from outside', async () => {
    const handler = protect(world.twoFactor, {
      operation: 'login',
      login: true,
      identify: () => ({ subject: 'alice' }),
    })(() => new Response('let through'));
    const long = [deep(30_000), `{"code":${deep(20_000)}}`, `${'{"a":'.repeat(10_000)}1`];
    const bodies = fc.oneof(
      { weight: 20, arbitrary: json.map((value) => JSON.stringify(value)) },
      { weight: 20, arbitrary: mutated(loginBody).map((value) => JSON.stringify(value)) },
      { weight: 20, arbitrary: fc.string({ unit: 'binary' }) },
      { weight: 1, arbitrary: fc.constantFrom(...long, '[', '"', '') },
    );
    const value = fc.stringMatching(/^[!-~]{0,30}$/);
    await fc.assert(
      fc.asyncProperty(bodies, value, value, async (body, code, method) => {
        const answer = await handler(
          new Request('https://app.example/login', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-2fa-code': code, 'x-2fa-method': method },
            body,
          }),
        );
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(await answer.json()).toMatchObject({ success: false });
      }),
      { numRuns },
    );
  });

  it('frames and bodies that are nested deeply, or long', () => {
    const nested = deep(100_000);
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
