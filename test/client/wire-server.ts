/** Servers on real sockets that speak the wire format without any code of this library. @module */

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
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The header `x-2fa-code`. */
  readonly code: string | undefined;
  /** The header `x-2fa-method`. */
  readonly twoFactorMethod: string | undefined;
}

/** What the server replies. A body that is not text is sent as JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface WireServer {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves once the server has received `count` requests. */
  arrived(count: number): Promise<void>;
}

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop));
});

/** Starts a server that replies to each request with `reply`. It stops after the test. */
export async function wireServer(
  reply: (request: ReceivedRequest) => Reply | Promise<Reply>,
): Promise<WireServer> {
  const requests: ReceivedRequest[] = [];
  const waiting: { readonly count: number; readonly wake: () => void }[] = [];
  const origin = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      const received: ReceivedRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers,
        body: Buffer.concat(chunks).toString('latin1'),
        code: headers['x-2fa-code'] as string | undefined,
        twoFactorMethod: headers['x-2fa-method'] as string | undefined,
      };
      requests.push(received);
      for (const { wake } of waiting.filter(({ count }) => requests.length >= count)) wake();
      void send(response, reply(received));
    });
  });
  return {
    origin,
    requests,
    arrived: (count) =>
      new Promise((wake) => {
        if (requests.length >= count) wake();
        else waiting.push({ count, wake });
      }),
  };
}

async function send(response: ServerResponse, reply: Reply | Promise<Reply>): Promise<void> {
  const { status = 200, headers = {}, body = '' } = await reply;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** Starts a server with any behavior and resolves to its origin. It stops after the test. */
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

/** A challenge in the compatible dialect. */
export function compat(
  refusal: 'required' | 'invalid' | 'max-attempts',
  details: Details = totpDetails,
): Reply {
  const titles = {
    required: 'Required',
    invalid: 'Invalid',
    'max-attempts': 'Maximum Failed Attempts Reached',
  };
  return {
    status: 400,
    body: {
      success: false,
      error: `TOTP ${titles[refusal]} [totp-${refusal}]`,
      errorType: `totp-${refusal}`,
      details,
    },
  };
}

/** A challenge in the older shape of login. */
export function olderLogin(refusal: 'required' | 'invalid', details: Details = totpDetails): Reply {
  const message = refusal === 'required' ? 'TOTP Required' : 'TOTP Invalid';
  return {
    status: 401,
    body: { success: false, status: 'error', error: `totp-${refusal}`, message, details },
  };
}

/** A challenge as problem details (RFC 9457). */
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

/** The error of a challenge over Realtime (DDP). */
export function ddpError(refusal: 'required' | 'invalid', details: Details = totpDetails): Details {
  const reason = refusal === 'required' ? 'TOTP Required' : 'TOTP Invalid';
  return {
    isClientSafe: true,
    error: `totp-${refusal}`,
    reason,
    details,
    message: `${reason} [totp-${refusal}]`,
    errorType: 'Meteor.Error',
  };
}

/** A challenge of a method call that was tunnelled through REST. */
export function tunnelled(refusal: 'required' | 'invalid', details: Details = totpDetails): Reply {
  const message = JSON.stringify({ msg: 'result', id: '1', error: ddpError(refusal, details) });
  return { status: 400, body: { success: false, message } };
}

/** Replies `granted` to the right code, and challenges every other request. */
export function requiresCode(
  code: string,
  granted: Reply = { body: { saved: true } },
): (request: ReceivedRequest) => Reply {
  return (request) => {
    if (request.code === undefined) return compat('required');
    return request.code === code ? granted : compat('invalid');
  };
}
