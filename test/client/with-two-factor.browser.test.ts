/** `withTwoFactor` in Chromium, in a page and in a worker. @module */

import { build } from 'esbuild';
import { type Browser, type Page, chromium } from 'playwright-core';
import type { withTwoFactor as Wrap } from 'second-factor/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Reply,
  type ReceivedRequest,
  type WireServer,
  compat,
  requiresCode,
  wireServer,
} from './wire-server.ts';

/** The global that the bundle defines in the page and in the worker. */
declare const client: { readonly withTwoFactor: typeof Wrap };

let browser: Browser;
let script = '';

beforeAll(async () => {
  const bundle = await build({
    bundle: true,
    entryPoints: ['src/client/index.ts'],
    format: 'iife',
    globalName: 'client',
    minify: true,
    write: false,
  });
  script = bundle.outputFiles[0]?.text ?? '';
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args });
});

afterAll(() => browser.close());

let page: Page;
let server: WireServer;
let other: WireServer;
let replyTo: (request: ReceivedRequest) => Reply;

beforeEach(async () => {
  // The browser requests an icon.
  replyTo = () => ({ status: 404 });
  const allowingHeaders = {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'x-2fa-code, x-2fa-method, x-2fa-resend',
    'content-type': 'application/json',
  };
  // The other origin allows every page to send it these headers.
  other = await wireServer(({ method }) =>
    method === 'OPTIONS'
      ? { status: 204, headers: allowingHeaders }
      : { ...compat('required'), headers: allowingHeaders },
  );
  server = await wireServer((request) => {
    if (request.path === '/') return { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' };
    if (request.path === '/client.js')
      return { headers: { 'content-type': 'text/javascript' }, body: script };
    return replyTo(request);
  });
  page = await browser.newPage();
  await page.goto(server.origin);
  await page.addScriptTag({ url: '/client.js' });
});

afterEach(() => page.close());

/** The calls of a test, without the requests that load the page. */
function calls({ requests }: WireServer): ReceivedRequest[] {
  return requests.filter(({ path }) => path.startsWith('/api'));
}

test('a call with a relative address and a form is repeated with the code', async () => {
  replyTo = requiresCode('123456');
  const result = await page.evaluate(async () => {
    const body = new FormData();
    body.append('name', 'alice');
    body.append('file', new File(['contents'], 'notes.txt'));
    const ask = () => ({ code: '123456' });
    const response = await client.withTwoFactor(fetch, { ask })('/api/settings', { method: 'POST', body });
    return [response.status, await response.json()];
  });
  expect(result).toEqual([200, { saved: true }]);
  expect(calls(server).map(({ code }) => code)).toEqual([undefined, '123456']);
  expect(calls(server)[1]?.body).toContain('filename="notes.txt"');
});

test('a Request with a body and a signal is repeated', async () => {
  replyTo = requiresCode('123456');
  const status = await page.evaluate(async () => {
    const { signal } = new AbortController();
    const request = new Request('/api/settings', { method: 'PUT', body: 'täglich', signal });
    const wrapped = client.withTwoFactor(fetch, { ask: () => ({ code: '123456' }) });
    return (await wrapped(request)).status;
  });
  expect(status).toBe(200);
  expect(new Set(calls(server).map(({ method, body }) => `${method} ${body}`)).size).toBe(1);
});

test('a password is sent as its digest', async () => {
  replyTo = ({ code }) => (code === undefined ? compat('required', { method: 'password' }) : {});
  await page.evaluate(async () => {
    const options = { ask: () => ({ code: 'correct horse' }), passwordForm: 'digest' } as const;
    await client.withTwoFactor(fetch, options)('/api/settings');
  });
  expect(calls(server)[1]?.code).toMatch(/^[\da-f]{64}$/);
});

describe('a code is sent only to its origin', () => {
  test('the redirect of a call with a code is returned, opaque', async () => {
    replyTo = ({ code }) =>
      code === undefined
        ? compat('required')
        : { status: 307, headers: { location: `${other.origin}/api/steal` } };
    const result = await page.evaluate(async () => {
      const wrapped = client.withTwoFactor(fetch, { ask: () => ({ code: '123456' }) });
      const { type, status } = await wrapped('/api/settings', { method: 'POST', body: 'x' });
      return { type, status };
    });
    expect(result).toEqual({ type: 'opaqueredirect', status: 0 });
    expect(other.requests).toEqual([]);
  });

  test('a challenge of another origin behind a redirect is returned', async () => {
    replyTo = () => ({ status: 307, headers: { location: `${other.origin}/api/steal` } });
    const status = await page.evaluate(async () => {
      const ask = () => {
        throw new Error('asked');
      };
      return (await client.withTwoFactor(fetch, { ask })('/api/settings')).status;
    });
    expect(status).toBe(400);
    expect(other.requests.map(({ code }) => code)).toEqual([undefined]);
  });
});

test('a call in a worker is repeated with the code', async () => {
  replyTo = requiresCode('123456');
  const status = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const source = `
          importScripts('${location.origin}/client.js');
          client.withTwoFactor(fetch, { ask: () => ({ code: '123456' }) })('${location.origin}/api/settings')
            .then(({ status }) => postMessage(status), (error) => postMessage(String(error)));`;
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        worker.addEventListener('message', ({ data }) => resolve(data));
      }),
  );
  expect(status).toBe(200);
});
