/** Calls of the server: each may be challenged, and is then made again with what the person answers. @module */

import { type Ask, isTwoFactorCancelled, withTwoFactor } from 'second-factor/client';
import type { ShownState } from '../shown-state.ts';
import { describeRefusal } from './refusal-words.ts';
import { noteServerTime } from './server-time.ts';

/** How a call ended: with the body of its answer, or with words for the person. */
export type Ended =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused' | 'cancelled'; readonly message: string };

export interface Connection {
  /** Makes a change; asks for the second factor where the server wants one. */
  post(path: string, body?: object): Promise<Ended>;
  readState(): Promise<ShownState | undefined>;
}

/** Codes that may be typed for one call, so that the server's lock shows before ours. */
const attempts = 10;

/** `ask` shows the challenge; `settled` is told when a call has ended, challenged or not. */
export function createConnection(ask: Ask, settled: () => void): Connection {
  const send = withTwoFactor(sendTimed, { ask, attempts });
  return {
    async post(path, body) {
      try {
        const response = await send(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-requested-with': 'page' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = (await response.json()) as Readonly<Record<string, unknown>>;
        if (response.ok) return { kind: 'done', body: answer };
        return { kind: 'refused', message: describeRefusal(answer) };
      } catch (error) {
        if (isTwoFactorCancelled(error))
          return { kind: 'cancelled', message: 'Cancelled: nothing was done.' };
        return { kind: 'refused', message: 'The server does not answer.' };
      } finally {
        settled();
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
