/** The transports as a caller uses them, each over the same façade. @module */

import { expect } from 'vitest';
import {
  type MethodCall,
  readMethodFrame,
  readTunnelledCall,
  renderRefusalFrame,
  renderTunnelledRefusal,
} from '../../../src/adapters/ddp/index.ts';
import { protect, readClient, readCode } from '../../../src/adapters/http/index.ts';
import type { AuthenticatedToken, Denial, Grant, TwoFactor } from '../../../src/index.ts';
import type { Operation, TestWorld } from '../../support/world.ts';

/** A call that each transport sends in its own form. */
export interface Call {
  readonly subject?: string;
  readonly operation?: string;
  readonly code?: { readonly method?: string; readonly value?: string; readonly resend?: boolean };
  readonly accessToken?: AuthenticatedToken;
}

/** Sends a call, and resolves to how it was granted or to the machine code of the refusal. */
export type Send = (world: TestWorld, call: Call) => Promise<string>;

const userAgent = 'Firefox';
const remoteAddress = '203.0.113.9';

function overRest(dialect: 'compat' | 'problem'): Send {
  return async ({ twoFactor }, { subject = 'alice', operation = 'settings.save', code, accessToken }) => {
    const handler = protect(twoFactor, {
      operation: () => operation,
      identify: () => ({ subject, session: 's1', accessToken }),
      dialect,
      remoteAddress: () => remoteAddress,
    })((_request, { by }) => Response.json({ by }));
    const headers = { 'user-agent': userAgent, ...headersOf(code) };
    const body = (await (await handler(new Request('https://app.example', { headers }))).json()) as Record<
      string,
      string
    >;
    return body['by'] ?? body['errorType'] ?? compatibleCode(body['kind'] ?? '');
  };
}

const overDdp: Send = async (world, call) => {
  const received = readMethodFrame(JSON.stringify(frameOf(call)))._unsafeUnwrap();
  return serveMethod(world, call, received, (denial) =>
    JSON.stringify(renderRefusalFrame(received.id, denial)),
  );
};

function overTunnel(place: 'header' | 'arguments'): Send {
  return async (world, call) => {
    const { code, ...withoutCode } = call;
    const inHeader = place === 'header';
    const received = readTunnelledCall(
      { message: JSON.stringify(frameOf(inHeader ? withoutCode : call)) },
      { code: inHeader ? readCode(headersOf(code)) : undefined },
    )._unsafeUnwrap();
    return serveMethod(world, call, received, (denial) => {
      const { status, body } = renderTunnelledRefusal(received.id, denial);
      expect(status).toBe(400);
      return body.message;
    });
  };
}

async function serveMethod(
  { twoFactor }: TestWorld,
  { subject = 'alice', accessToken }: Call,
  { method, params, code }: MethodCall,
  renderFrame: (denial: Denial) => string,
): Promise<string> {
  expect(params).toEqual([false]);
  const headers = { 'user-agent': userAgent };
  const client = readClient({ headers, socket: { remoteAddress } }, { session: 's1' });
  const result = await twoFactor.authorize({
    subject,
    operation: method as Operation,
    client,
    accessToken,
    code,
  });
  return result.match(
    ({ by }) => by,
    (denial) => (JSON.parse(renderFrame(denial)) as { error: { error: string } }).error.error,
  );
}

function headersOf(code: Call['code']): Record<string, string> {
  if (code === undefined) return {};
  const { method, value, resend } = code;
  const text =
    method === 'password' && value !== undefined ? `base64:${Buffer.from(value).toString('base64')}` : value;
  return {
    ...(method === undefined ? {} : { 'x-2fa-method': method }),
    ...(text === undefined ? {} : { 'x-2fa-code': text }),
    ...(resend === true ? { 'x-2fa-resend': '1' } : {}),
  };
}

function frameOf({ operation = 'settings.save', code }: Call): object {
  const trailing =
    code === undefined
      ? []
      : [
          {
            twoFactorCode: code.value ?? '',
            ...(code.method === undefined ? {} : { twoFactorMethod: code.method }),
            ...(code.resend === undefined ? {} : { twoFactorResend: code.resend }),
          },
        ];
  return { msg: 'method', id: '1', method: operation, params: [false, ...trailing] };
}

function compatibleCode(kind: string): string {
  const names: Record<string, string> = {
    'second-factor-required': 'totp-required',
    'second-factor-invalid': 'totp-invalid',
    'too-many-attempts': 'totp-max-attempts',
  };
  return names[kind] ?? kind;
}

/** A world whose façade also keeps every decision, before a transport renders it. */
export function observed(world: TestWorld): TestWorld & { readonly decisions: (Grant | Denial)[] } {
  const decisions: (Grant | Denial)[] = [];
  const twoFactor: TwoFactor<Operation> = {
    ...world.twoFactor,
    authorize: (request) =>
      world.twoFactor
        .authorize(request)
        .map((grant) => {
          decisions.push(grant);
          return grant;
        })
        .mapErr((denial) => {
          decisions.push(denial);
          return denial;
        }),
  };
  return { ...world, twoFactor, decisions };
}

export const transports: Readonly<Record<string, Send>> = {
  'REST, compatible': overRest('compat'),
  'REST, problem details': overRest('problem'),
  DDP: overDdp,
  'DDP through REST, code in the header': overTunnel('header'),
  'DDP through REST, code in the arguments': overTunnel('arguments'),
};
