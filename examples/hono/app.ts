/** Two-factor authentication on Hono 4, by Web standards only, for any runtime. @module */

import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Grant } from 'second-factor';
import { protect, toResponse } from 'second-factor/http';
import { type Operation, checkPassword, identify, openSession, twoFactor } from './application.ts';
import { manage, managementCalls } from './management.ts';

type Environment = { readonly Variables: { secondFactor: Grant } };

/** Without an address from `addressOf`, the session alone identifies a trusted client. */
export function createApp(addressOf: (context: Context) => string | undefined): Hono<Environment> {
  const app = new Hono<Environment>();
  app.post('/login', secondFactor('login'), (context) => context.json(openSession(context.var.secondFactor)));
  app.post('/settings', secondFactor('settings.save'), (context) => {
    return context.json({ saved: true, by: context.var.secondFactor.by });
  });
  app.delete('/account', secondFactor('account.delete'), (context) => {
    return context.json({ deleted: true, by: context.var.secondFactor.by });
  });

  for (const call of managementCalls) {
    app.post(`/${call}`, async (context) => {
      const { headers } = context.req.raw;
      const identified = await identify(context.req.header('authorization'));
      return manage(call, identified, { headers, socket: { remoteAddress: addressOf(context) } }).match(
        (value) => context.json(value),
        (refusal) => toResponse(refusal),
      );
    });
  }
  return app;

  /** Calls the next handler only with a grant. */
  function secondFactor(operation: Operation) {
    return createMiddleware<Environment>(async (context, next) => {
      const guard = protect(twoFactor, {
        operation,
        identify: ({ headers }, body) =>
          operation === 'login' ? checkPassword(body) : identify(headers.get('authorization') ?? undefined),
        remoteAddress: () => addressOf(context),
      });
      const guarded = guard(async (_request, grant) => {
        context.set('secondFactor', grant);
        await next();
        return context.res;
      });
      return guarded(context.req.raw);
    });
  }
}
