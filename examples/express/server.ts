/** Two-factor authentication on Express 5. @module */

import type { AddressInfo } from 'node:net';
import express, { type Request, type RequestHandler } from 'express';
import type { Grant } from 'second-factor';
import { protectNode, renderDenial } from 'second-factor/http';
import { type Operation, checkPassword, identify, openSession, twoFactor } from './application.ts';
import { manage, managementCalls } from './management.ts';

/** Calls the next handler only with a grant. */
function secondFactor(operation: Operation): RequestHandler {
  return protectNode(twoFactor, {
    operation,
    identify: ({ headers }: Request, body) =>
      operation === 'login' ? checkPassword(body) : identify(headers.authorization),
  });
}

/** The grant of a request that passed the guard. */
function grantOf({ secondFactor }: Request): Grant {
  if (secondFactor === undefined) throw new TypeError('this route has no guard');
  return secondFactor;
}

const app = express();
app.use(express.json());

app.post('/login', secondFactor('login'), (request, response) => {
  response.json(openSession(grantOf(request)));
});
app.post('/settings', secondFactor('settings.save'), (request, response) => {
  response.json({ saved: true, by: grantOf(request).by });
});
app.delete('/account', secondFactor('account.delete'), (request, response) => {
  response.json({ deleted: true, by: grantOf(request).by });
});

for (const call of managementCalls) {
  app.post(`/${call}`, async (request, response) => {
    const identified = await identify(request.headers.authorization);
    await manage(call, identified, request).match(
      (value) => response.json(value),
      (refusal) => {
        const { status, headers, body } = renderDenial(refusal);
        return response.status(status).set(headers).json(body);
      },
    );
  });
}

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
