/** Two-factor authentication on Fastify 5. @module */

import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type NodeResponse, type WithGrant, protectNode, renderDenial } from 'second-factor/http';
import { type Operation, checkPassword, identify, openSession, twoFactor } from './application.ts';
import { manage, managementCalls } from './management.ts';

/** A `preHandler` hook. The handler runs only with a grant. */
function secondFactor(operation: Operation) {
  const guard = protectNode(twoFactor, {
    operation,
    identify: ({ headers }: FastifyRequest, body) =>
      operation === 'login' ? checkPassword(body) : identify(headers.authorization),
  });
  return async (request: FastifyRequest, reply: FastifyReply) => {
    let granted = false;
    await guard(request, refusalResponse(reply), () => (granted = true));
    return granted ? undefined : reply;
  };
}

/** Sends refusals through Fastify's reply, so that headers of other plugins (CORS) are added. */
function refusalResponse(reply: FastifyReply): NodeResponse {
  return {
    statusCode: 200,
    headersSent: reply.sent,
    setHeader: (name, value) => reply.header(name, value),
    end(text) {
      return reply.code(this.statusCode).send(text);
    },
  };
}

/** The grant of a request that passed the guard. */
function grantOf(request: FastifyRequest) {
  return (request as WithGrant<FastifyRequest>).secondFactor;
}

const app = fastify();
app.decorateRequest('secondFactor');

app.post('/login', { preHandler: secondFactor('login') }, (request) => openSession(grantOf(request)));
app.post('/settings', { preHandler: secondFactor('settings.save') }, async (request) => {
  return { saved: true, by: grantOf(request).by };
});
app.delete('/account', { preHandler: secondFactor('account.delete') }, async (request) => {
  return { deleted: true, by: grantOf(request).by };
});

for (const call of managementCalls) {
  app.post(`/${call}`, async (request, reply) => {
    const result = await manage(call, await identify(request.headers.authorization), request);
    if (result.isOk()) return result.value;
    const { status, headers, body } = renderDenial(result.error);
    return reply.code(status).headers(headers).send(body);
  });
}

console.log(await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' }));
