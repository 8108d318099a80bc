/** Reads everything that the page shows: the account and the built-in mailbox. @module */

import type { Denial } from 'second-factor';
import type { Session } from '../accounts/sessions.ts';
import { describeEvent } from '../activity.ts';
import type { Demo } from '../demo.ts';
import { type Handler, sendJson, sendRefusal } from '../http/call.ts';
import type { ShownAccount, ShownState } from '../shown-state.ts';
import { sessionOf } from './identify.ts';

export function createStateRoutes(demo: Demo): Readonly<Record<string, Handler>> {
  return {
    'GET /api/state': async (request, response) => {
      const session = await sessionOf(demo, request);
      const account = session === undefined ? undefined : await readAccount(demo, session);
      if (account !== undefined && 'kind' in account) return sendRefusal(response, account, demo.clock.now());
      const mails = await demo.mailbox?.mails();
      const state: ShownState = { now: demo.clock.now(), account, mails };
      sendJson(response, 200, state);
    },
  };
}

async function readAccount(demo: Demo, { subject }: Session): Promise<ShownAccount | Denial | undefined> {
  const { twoFactor, users, journal, rows } = demo;
  const user = await users.find(subject);
  if (user === undefined) return undefined;
  const [status, clients, tokens] = await Promise.all([
    twoFactor.status(subject),
    twoFactor.trustedClients.list(subject),
    twoFactor.accessTokens.list(subject),
  ]);
  if (status.isErr()) return status.error;
  if (clients.isErr()) return clients.error;
  if (tokens.isErr()) return tokens.error;
  const [events, decision, settings] = await Promise.all([
    journal.events(subject),
    journal.lastDecision(subject),
    rows.get(`settings:${subject}`),
  ]);
  return {
    username: user.username,
    email: user.email,
    settings: JSON.parse(settings ?? '{}') as ShownAccount['settings'],
    status: status.value,
    trustedClients: clients.value,
    accessTokens: tokens.value,
    activity: events.map((event) => ({ at: event.at, text: describeEvent(event) })),
    decision,
  };
}
