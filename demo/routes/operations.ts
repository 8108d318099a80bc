/** The protected operations behind the library's guard. @module */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { protectNode } from 'second-factor/http';
import type { Demo } from '../demo.ts';
import { type DemoRequest, type Handler, sendJson, sendOwnRefusal } from '../http/call.ts';
import type { DemoOperation } from '../policy.ts';
import { identify } from './identify.ts';
import { journaledAuthorizer } from './journaled-authorizer.ts';
import { textField } from './text-field.ts';

/** Performs an operation after the guard has permitted it. */
type PermittedHandler = (request: DemoRequest, response: ServerResponse, subject: string) => Promise<void>;

const pathPrefix = '/api/operations/';

/** Handles `POST /api/operations/<name>`. The guard refuses unknown names. */
export function createOperations(demo: Demo): Handler {
  const { users, rows, clock } = demo;
  const handlers: Readonly<Record<Exclude<DemoOperation, 'login'>, PermittedHandler>> = {
    'settings.save': saveSettings,
    'payout.send': sendPayout,
    'data.export': exportData,
    'profile.read': readProfile,
  };
  const guard = protectNode<DemoOperation, DemoRequest>(journaledAuthorizer(demo), {
    operation: operationOf,
    identify: (request) => identify(demo, request),
    codeInBody: false,
    now: () => clock.now(),
  });

  return async (request, response) => {
    await guard(request, response, () => undefined);
    const grant = request.secondFactor;
    if (grant === undefined) return;
    const handle = handlers[grant.operation as keyof typeof handlers];
    await handle(request, response, grant.subject);
  };

  function operationOf(request: IncomingMessage): string | undefined {
    const name = (request.url ?? '').split('?')[0]?.slice(pathPrefix.length) ?? '';
    return Object.hasOwn(handlers, name) ? name : undefined;
  }

  async function saveSettings(
    { body, secondFactor }: DemoRequest,
    response: ServerResponse,
    subject: string,
  ): Promise<void> {
    const displayName = textField(body, 'displayName', 100);
    if (displayName === undefined)
      return sendOwnRefusal(response, {
        status: 400,
        error: 'invalid-request',
        message: 'The display name must have 1 to 100 characters.',
      });
    await rows.set(`settings:${subject}`, JSON.stringify({ displayName }));
    sendJson(response, 200, { success: true, displayName, permittedBy: secondFactor?.by });
  }

  async function sendPayout(
    { secondFactor }: DemoRequest,
    response: ServerResponse,
    subject: string,
  ): Promise<void> {
    const payouts = await rows.count(`payouts:${subject}`);
    sendJson(response, 200, { success: true, payouts, permittedBy: secondFactor?.by });
  }

  async function exportData(
    { secondFactor }: DemoRequest,
    response: ServerResponse,
    subject: string,
  ): Promise<void> {
    const user = await users.find(subject);
    const settings = JSON.parse((await rows.get(`settings:${subject}`)) ?? '{}') as object;
    const payouts = Number((await rows.get(`payouts:${subject}`)) ?? 0);
    const data = { username: user?.username, email: user?.email, payouts, ...settings };
    sendJson(response, 200, { success: true, data, permittedBy: secondFactor?.by });
  }

  async function readProfile(
    { secondFactor }: DemoRequest,
    response: ServerResponse,
    subject: string,
  ): Promise<void> {
    const user = await users.find(subject);
    sendJson(response, 200, { success: true, username: user?.username, permittedBy: secondFactor?.by });
  }
}
