/** Calls the server. A challenged call is repeated with the person's answer. @module */

import { type Ask, isTwoFactorCancelled, withTwoFactor } from 'second-factor/client';
import type { ShownState } from '../shown-state.ts';
import { describeRefusal } from './refusal-messages.ts';
import { noteServerTime } from './server-time.ts';

/** The result of a call: the body of the reply, or a message for the person. */
export type CallResult =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused' | 'canceled'; readonly message: string };

export interface Connection {
  /** Makes a change, and asks for the second factor if the server requires it. */
  post(path: string, body?: object): Promise<CallResult>;
  readState(): Promise<ShownState | undefined>;
}

/** More attempts than the server permits, so that its lock applies first. */
const attempts = 10;

/**
 * `ask` shows the challenge. `onEnd` is called after every call, whether it was challenged or not.
 */
export function createConnection(ask: Ask, onEnd: () => void): Connection {
  const send = withTwoFactor(sendTimed, { ask, attempts });
  return {
    async post(path, body) {
      try {
        const response = await send(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-requested-with': 'page' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const reply = (await response.json()) as Readonly<Record<string, unknown>>;
        if (response.ok) return { kind: 'done', body: reply };
        return { kind: 'refused', message: describeRefusal(reply) };
      } catch (error) {
        if (isTwoFactorCancelled(error))
          return { kind: 'canceled', message: 'Canceled. Nothing was changed.' };
        return { kind: 'refused', message: 'The server does not respond.' };
      } finally {
        onEnd();
      }
    },
    async readState() {
      try {
        const response = await sendTimed('/api/state');
        return response.ok ? ((await response.json()) as ShownState) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

async function sendTimed(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  noteServerTime(response);
  return response;
}
