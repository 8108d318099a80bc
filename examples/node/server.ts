/** Two-factor authentication on plain `node:http`. @module */

import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Grant } from 'second-factor';
import { protectNode, renderDenial } from 'second-factor/http';
import { type Operation, checkPassword, identify, openSession, twoFactor } from './application.ts';
import { type ManagementCall, manage, managementCalls } from './management.ts';

type Handler = (request: IncomingMessage & { secondFactor?: Grant }, response: ServerResponse) => unknown;

/** Every route is in this table, so no route lacks a guard. */
const routes = new Map<string, Handler>([
  ['POST /login', guarded('login', (grant) => openSession(grant))],
  ['POST /settings', guarded('settings.save', ({ by }) => ({ saved: true, by }))],
  ['DELETE /account', guarded('account.delete', ({ by }) => ({ deleted: true, by }))],
  ...managementCalls.map((call) => [`POST /${call}`, managed(call)] as const),
]);

/** Runs `respond` only with a grant. */
function guarded(operation: Operation, respond: (grant: Grant) => object): Handler {
  const guard = protectNode(twoFactor, {
    operation,
    identify: ({ headers }: IncomingMessage, body) =>
      operation === 'login' ? checkPassword(body) : identify(headers.authorization),
  });
  return (request, response) =>
    guard(
      request,
      response,
      () => request.secondFactor && send(response, 200, respond(request.secondFactor)),
    );
}

function managed(call: ManagementCall): Handler {
  return async (request, response) => {
    const identified = await identify(request.headers.authorization);
    return manage(call, identified, request).match(
      (value) => send(response, 200, value),
      (refusal) => {
        const { status, headers, body } = renderDenial(refusal);
        send(response, status, body, headers);
      },
    );
  };
}

function send(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  const handler = routes.get(`${request.method} ${request.url}`);
  return handler === undefined ? send(response, 404, { error: 'not-found' }) : handler(request, response);
});
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
