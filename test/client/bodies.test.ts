/** A repeated call has the body that the call had when the caller made it. @module */

import { Readable } from 'node:stream';
import { withTwoFactor } from 'second-factor/client';
import { describe, expect, test } from 'vitest';
import { script } from './script.ts';
import { type WireServer, requiresCode, wireServer } from './wire-server.ts';

const text = 'täglich 🗝';
const bytes = new TextEncoder().encode(text);
const bytesOnWire = Buffer.from(bytes).toString('latin1');

function form(): FormData {
  const data = new FormData();
  data.append('name', 'alice');
  data.append('name', 'bob');
  data.append('file', new File(['contents'], 'notes.txt', { type: 'text/plain' }));
  return data;
}

function stream(...chunks: string[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

/** The bodies that the server received, without the random boundary of multipart forms. */
function receivedBodies({ requests }: WireServer): string[] {
  return requests.map(({ body, headers }) => {
    const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
    return boundary === undefined ? body : body.replaceAll(boundary, 'boundary');
  });
}

describe('a repeated call has the same body', () => {
  const bodies: [string, () => BodyInit | null][] = [
    ['text', () => text],
    ['empty text', () => ''],
    ['null', () => null],
    ['an ArrayBuffer', () => bytes.slice().buffer],
    ['a part of a buffer', () => new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
    ['a Blob', () => new Blob([bytes], { type: 'application/x-own' })],
    ['parameters', () => new URLSearchParams({ name: text })],
    ['a form with a file', form],
    ['a stream', () => stream('first ', 'second')],
  ];

  test.each(bodies)('%s', async (_name, body) => {
    const server = await wireServer(requiresCode('123456'));
    const init = { method: 'POST', body: body(), duplex: 'half' } as RequestInit;
    const wrapped = withTwoFactor(fetch, script({ code: '000000' }, { code: '123456' }));
    expect(await (await wrapped(server.origin, init)).json()).toEqual({ saved: true });
    const [first, ...again] = receivedBodies(server);
    expect(again).toEqual([first, first]);
    const types = server.requests.map(({ headers }) => headers['content-type']?.replace(/boundary=.*/, ''));
    expect(types).toEqual([types[0], types[0], types[0]]);
  });

  test.each(bodies)('%s in a Request', async (_name, body) => {
    const server = await wireServer(requiresCode('123456'));
    const init = { method: 'PUT', body: body(), duplex: 'half', headers: { 'x-own': '1' } } as RequestInit;
    const wrapped = withTwoFactor(fetch, script({ code: '000000' }, { code: '123456' }));
    expect((await wrapped(new Request(server.origin, init))).status).toBe(200);
    const [first, ...again] = receivedBodies(server);
    expect(again).toEqual([first, first]);
    expect(server.requests.map(({ method, headers }) => [method, headers['x-own']])).toEqual(
      Array.from({ length: 3 }, () => ['PUT', '1']),
    );
  });

  test('bytes are sent unchanged', async () => {
    const server = await wireServer(requiresCode('123456'));
    await withTwoFactor(fetch, script({ code: '123456' }))(server.origin, { method: 'POST', body: bytes });
    expect(receivedBodies(server)).toEqual([bytesOnWire, bytesOnWire]);
  });

  test('the init of a Request applies to the repeated call too', async () => {
    const server = await wireServer(requiresCode('123456'));
    const request = new Request(server.origin, { method: 'POST', body: 'old', headers: { 'x-own': 'old' } });
    const init = { method: 'PATCH', body: 'new', headers: { 'x-own': 'new' } };
    await withTwoFactor(fetch, script({ code: '123456' }))(request, init);
    expect(server.requests.map(({ method, body, headers }) => [method, body, headers['x-own']])).toEqual([
      ['PATCH', 'new', 'new'],
      ['PATCH', 'new', 'new'],
    ]);
  });
});

describe('changes that the caller makes later are not sent', () => {
  test.each<[string, () => { body: BodyInit; change: () => void }]>([
    [
      'bytes',
      () => {
        const body = bytes.slice();
        return { body, change: () => body.fill(0) };
      },
    ],
    [
      'a buffer',
      () => {
        const view = bytes.slice();
        return { body: view.buffer, change: () => view.fill(0) };
      },
    ],
    [
      'parameters',
      () => {
        const body = new URLSearchParams({ name: 'alice' });
        return { body, change: () => body.set('name', 'mallory') };
      },
    ],
    [
      'a form',
      () => {
        const body = form();
        return { body, change: () => body.set('name', 'mallory') };
      },
    ],
  ])('%s', async (_name, make) => {
    const server = await wireServer(requiresCode('123456'));
    const { body, change } = make();
    const headers = new Headers({ 'x-own': '1' });
    const ask = () => {
      change();
      headers.set('x-own', 'changed');
      return { code: '123456' };
    };
    await withTwoFactor(fetch, { ask })(server.origin, { method: 'POST', body, headers });
    const [first, second] = receivedBodies(server);
    expect(second).toBe(first);
    expect(server.requests.map((request) => request.headers['x-own'])).toEqual(['1', '1']);
  });
});

describe('a body that can be read only once', () => {
  test('is sent if the call is not challenged', async () => {
    const server = await wireServer(() => ({ body: 'ok' }));
    const init = { method: 'POST', body: Readable.from(['once']), duplex: 'half' } as unknown as RequestInit;
    expect(await (await withTwoFactor(fetch, script())(server.origin, init)).text()).toBe('ok');
    expect(receivedBodies(server)).toEqual(['once']);
  });

  test('rejects with TwoFactorNotRepeatable if the call is challenged, and nobody is asked', async () => {
    const server = await wireServer(requiresCode('123456'));
    const { ask, questions } = script();
    const init = { method: 'POST', body: Readable.from(['once']), duplex: 'half' } as unknown as RequestInit;
    await expect(withTwoFactor(fetch, { ask })(server.origin, init)).rejects.toMatchObject({
      name: 'TwoFactorNotRepeatable',
      message: expect.stringContaining('ReadableStream') as string,
    });
    expect(questions).toEqual([]);
  });

  test('is sent together with a code that the caller set', async () => {
    const server = await wireServer(() => ({ body: 'ok' }));
    const init = { method: 'POST', body: Readable.from(['once']), duplex: 'half' } as unknown as RequestInit;
    const headers = { 'x-2fa-code': '123456' };
    await withTwoFactor(fetch, script())(server.origin, { ...init, headers });
    expect(receivedBodies(server)).toEqual(['once']);
  });

  test('a Request that was already read makes `fetch` reject', async () => {
    const request = new Request('https://acme.example/', { method: 'POST', body: 'x' });
    await request.text();
    await expect(withTwoFactor(fetch, script())(request)).rejects.toThrow(TypeError);
  });
});
