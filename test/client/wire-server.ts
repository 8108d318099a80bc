/** A server written by hand after WIRE.md, and what it saw: real sockets, no part of this library. @module */

import {
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** One request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: string | undefined;
  readonly wish: string | undefined;
}

/** What it answers: status, headers, and a body that is text or becomes JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface WireServer {
  readonly origin: string;
  readonly seen: readonly Seen[];
  /** Fulfils once so many requests have come. */
  arrived(count: number): Promise<void>;
}

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop));
});

/** Starts a server that answers each request by `reply`; it ends with the test. */
export async function wireServer(
  reply: (request: Seen, number: number) => Reply | Promise<Reply>,
): Promise<WireServer> {
  const seen: Seen[] = [];
  const waiting: { readonly count: number; readonly wake: () => void }[] = [];
  const origin = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      const arrived: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers,
        body: Buffer.concat(chunks).toString('latin1'),
        code: headers['x-2fa-code'] as string | undefined,
        wish: headers['x-2fa-method'] as string | undefined,
      };
      seen.push(arrived);
      for (const { wake } of waiting.filter(({ count }) => seen.length >= count)) wake();
      void send(response, reply(arrived, seen.length));
    });
  });
  return {
    origin,
    seen,
    arrived: (count) =>
      new Promise((wake) => {
        if (seen.length >= count) wake();
        else waiting.push({ count, wake });
      }),
  };
}

async function send(response: ServerResponse, reply: Reply | Promise<Reply>): Promise<void> {
  const { status = 200, headers = {}, body = '' } = await reply;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** A server of any behaviour; it ends with the test. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

type Details = Readonly<Record<string, unknown>>;

export const totpDetails: Details = {
  method: 'totp',
  codeGenerated: false,
  availableMethods: ['totp', 'email'],
};
export const emailDetails: Details = {
  method: 'email',
  emailOrUsername: 'alice',
  codeGenerated: true,
  codeExpires: '2026-01-01T00:00:00.000Z',
  availableMethods: ['totp', 'email'],
};

/** The compatible dialect. */
export function compat(word: 'required' | 'invalid' | 'max-attempts', details: Details = totpDetails): Reply {
  const titles = {
    required: 'Required',
    invalid: 'Invalid',
    'max-attempts': 'Maximum Failed Attempts Reached',
  };
  return {
    status: 400,
    body: {
      success: false,
      error: `TOTP ${titles[word]} [totp-${word}]`,
      errorType: `totp-${word}`,
      details,
    },
  };
}

/** The older shape of login. */
export function olderLogin(word: 'required' | 'invalid', details: Details = totpDetails): Reply {
  const message = word === 'required' ? 'TOTP Required' : 'TOTP Invalid';
  return { status: 401, body: { success: false, status: 'error', error: `totp-${word}`, message, details } };
}

/** RFC 9457 problem details. */
export function problem(
  status: number,
  kind: 'second-factor-required' | 'second-factor-invalid' | 'too-many-attempts',
  details: Details = totpDetails,
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: `urn:second-factor:${kind}`, title: kind, status, kind, ...details },
  };
}

/** The error of a Realtime refusal. */
export function ddpError(word: 'required' | 'invalid', details: Details = totpDetails): Details {
  const reason = word === 'required' ? 'TOTP Required' : 'TOTP Invalid';
  return {
    isClientSafe: true,
    error: `totp-${word}`,
    reason,
    details,
    message: `${reason} [totp-${word}]`,
    errorType: 'Meteor.Error',
  };
}

/** A method call that came through REST. */
export function tunnelled(word: 'required' | 'invalid', details: Details = totpDetails): Reply {
  const message = JSON.stringify({ msg: 'result', id: '1', error: ddpError(word, details) });
  return { status: 400, body: { success: false, message } };
}

/** Answers `granted` to a code, and challenges everything else. */
export function wants(code: string, granted: Reply = { body: { saved: true } }): (request: Seen) => Reply {
  return (request) => {
    if (request.code === undefined) return compat('required');
    return request.code === code ? granted : compat('invalid');
  };
}
