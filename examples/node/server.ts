/** Two-factor authentication on plain `node:http`. @module */

import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Grant } from 'second-factor';
import { protectNode, renderDenial } from 'second-factor/http';
import { type Operation, checkPassword, identify, openSession, twoFactor } from './application.ts';
import { type ManagementCall, manage, managementCalls } from './management.ts';

type Handler = (request: IncomingMessage & { secondFactor?: Grant }, response: ServerResponse) => unknown;

/** What is not in this table does not exist, so no route goes without a guard. */
const routes = new Map<string, Handler>([
  ['POST /login', guarded('login', (grant) => openSession(grant))],
  ['POST /settings', guarded('settings.save', ({ by }) => ({ saved: true, by }))],
  ['DELETE /account', guarded('account.delete', ({ by }) => ({ deleted: true, by }))],
  ...managementCalls.map((call) => [`POST /${call}`, managed(call)] as const),
]);

/** Answers only with a grant. */
function guarded(operation: Operation, answer: (grant: Grant) => object): Handler {
  const guard = protectNode(twoFactor, {
    operation,
    identify: ({ headers }: IncomingMessage, body) =>
      operation === 'login' ? checkPassword(body) : identify(headers.authorization),
  });
  return (request, response) =>
    guard(request, response, () => request.secondFactor && send(response, 200, answer(request.secondFactor)));
}

function managed(call: ManagementCall): Handler {
  return async (request, response) => {
    const who = await identify(request.headers.authorization);
    return manage(call, who, request).match(
      (answer) => send(response, 200, answer),
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
