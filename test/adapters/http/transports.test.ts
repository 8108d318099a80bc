/** One core behind every transport: the same facts give the same grant or denial, and the same trace, over each of them. @module */

import { describe, expect, it } from 'vitest';
import {
  type MethodCall,
  readMethodFrame,
  readTunnelledCall,
  renderRefusalFrame,
  renderTunnelledRefusal,
} from '../../../src/adapters/ddp/index.ts';
import { protect, readClient, readCode } from '../../../src/adapters/http/index.ts';
import type { AuthenticatedToken, Denial, Grant, TwoFactor } from '../../../src/index.ts';
import {
  type Operation,
  type TestAccount,
  type TestWorld,
  codeOf,
  enrollTotp,
  testWorld,
} from '../../support/world.ts';

/** What a caller sends; the transport finds its own way for it. */
interface Sent {
  readonly subject?: string;
  readonly operation?: string;
  readonly code?: { readonly method?: string; readonly value?: string; readonly resend?: boolean };
  readonly accessToken?: AuthenticatedToken;
}

/** What came back: the machine code, or the word of the grant. */
type Send = (world: TestWorld, sent: Sent) => Promise<string>;

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
    const answer = (await (await handler(new Request('https://app.example', { headers }))).json()) as Record<
      string,
      string
    >;
    return answer['by'] ?? answer['errorType'] ?? compatibleCode(answer['kind'] ?? '');
  };
}

const overDdp: Send = async (world, sent) => {
  const call = readMethodFrame(JSON.stringify(frameOf(sent)))._unsafeUnwrap();
  return serve(world, sent, call, (denial) => JSON.stringify(renderRefusalFrame(call.id, denial)));
};

function overTunnel(proof: 'in the header' | 'in the arguments'): Send {
  return async (world, sent) => {
    const { code, ...bare } = sent;
    const inHeader = proof === 'in the header';
    const call = readTunnelledCall(
      { message: JSON.stringify(frameOf(inHeader ? bare : sent)) },
      { code: inHeader ? readCode(headersOf(code)) : undefined },
    )._unsafeUnwrap();
    return serve(world, sent, call, (denial) => {
      const { status, body } = renderTunnelledRefusal(call.id, denial);
      expect(status).toBe(400);
      return body.message;
    });
  };
}

async function serve(
  { twoFactor }: TestWorld,
  { subject = 'alice', accessToken }: Sent,
  { method, params, code }: MethodCall,
  refuse: (denial: Denial) => string,
): Promise<string> {
  expect(params).toEqual([false]);
  const headers = { 'user-agent': userAgent };
  const client = readClient({ headers, socket: { remoteAddress } }, { session: 's1' });
  const answer = await twoFactor.authorize({
    subject,
    operation: method as Operation,
    client,
    accessToken,
    code,
  });
  return answer.match(
    ({ by }) => by,
    (denial) => (JSON.parse(refuse(denial)) as { error: { error: string } }).error.error,
  );
}

function headersOf(code: Sent['code']): Record<string, string> {
  if (code === undefined) return {};
  const { method, value, resend } = code;
  const travels =
    method === 'password' && value !== undefined ? `base64:${Buffer.from(value).toString('base64')}` : value;
  return {
    ...(method === undefined ? {} : { 'x-2fa-method': method }),
    ...(travels === undefined ? {} : { 'x-2fa-code': travels }),
    ...(resend === true ? { 'x-2fa-resend': '1' } : {}),
  };
}

function frameOf({ operation = 'settings.save', code }: Sent): object {
  const proof =
    code === undefined
      ? []
      : [
          {
            twoFactorCode: code.value ?? '',
            ...(code.method === undefined ? {} : { twoFactorMethod: code.method }),
            ...(code.resend === undefined ? {} : { twoFactorResend: code.resend }),
          },
        ];
  return { msg: 'method', id: '1', method: operation, params: [false, ...proof] };
}

function compatibleCode(kind: string): string {
  const names: Record<string, string> = {
    'second-factor-required': 'totp-required',
    'second-factor-invalid': 'totp-invalid',
    'too-many-attempts': 'totp-max-attempts',
  };
  return names[kind] ?? kind;
}

/** A world whose façade also keeps every answer, before any transport renders it. */
function observed(world: TestWorld): TestWorld & { readonly answers: (Grant | Denial)[] } {
  const answers: (Grant | Denial)[] = [];
  const twoFactor: TwoFactor<Operation> = {
    ...world.twoFactor,
    authorize: (request) =>
      world.twoFactor
        .authorize(request)
        .map((grant) => {
          answers.push(grant);
          return grant;
        })
        .mapErr((denial) => {
          answers.push(denial);
          return denial;
        }),
  };
  return { ...world, twoFactor, answers };
}

const transports: Readonly<Record<string, Send>> = {
  'REST, compatible': overRest('compat'),
  'REST, problem details': overRest('problem'),
  DDP: overDdp,
  'DDP through REST, proof in the header': overTunnel('in the header'),
  'DDP through REST, proof in the arguments': overTunnel('in the arguments'),
};

interface Scenario {
  readonly accounts?: Record<string, TestAccount>;
  /** Plays the scenario over one transport, answers the words that came back. */
  readonly play: (world: TestWorld, send: (sent: Sent) => Promise<string>) => Promise<readonly string[]>;
  readonly words: readonly string[];
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'nothing enrolled, nothing to fall back on': {
    accounts: { alice: {} },
    play: async (_world, send) => [
      await send({}),
      await send({ operation: 'account.delete' }),
      await send({ operation: 'status.read' }),
      await send({ code: { method: 'totp', value: '123456' } }),
    ],
    words: ['not-enrolled', 'enrollment-required', 'not-required', 'totp-invalid'],
  },
  'a password, with characters that no header carries': {
    accounts: { alice: { password: ' pässwört 🔑 ' } },
    play: async (_world, send) => [
      await send({}),
      await send({ code: { method: 'password', value: ' pässwört 🔑' } }),
      await send({ code: { method: 'password', value: ' pässwört 🔑 ' } }),
      await send({ operation: 'login' }),
    ],
    words: ['totp-required', 'totp-invalid', 'password', 'not-enrolled'],
  },
  'an authenticator: wishes, malformed, unknown methods, wrong, right, trusted': {
    play: async (world, send) => {
      const { secret } = await enrollTotp(world);
      return [
        await send({}),
        await send({ code: { method: 'email' } }),
        await send({ code: { method: 'email', resend: true } }),
        await send({ code: { method: 'totp', value: 'abc' } }),
        await send({ code: { method: 'constructor', value: '123456' } }),
        await send({ code: { method: 'email', value: '123456' } }),
        await send({ code: { method: 'totp', value: '000000' } }),
        await send({ code: { value: codeOf(secret, world.clock.at) } }),
        await send({}),
        await send({ operation: 'account.delete' }),
        await send({ operation: 'login' }),
      ];
    },
    words: [
      'totp-required',
      'totp-required',
      'totp-required',
      'totp-invalid',
      'totp-invalid',
      'totp-invalid',
      'totp-invalid',
      'totp',
      'trusted-client',
      'totp-required',
      'totp-required',
    ],
  },
  'a recovery code, once': {
    play: async (world, send) => {
      const { recoveryCodes } = await enrollTotp(world);
      const code = { method: 'totp', value: recoveryCodes[0]! };
      return [await send({ code }), await send({ code })];
    },
    words: ['recovery-code', 'totp-invalid'],
  },
  'too many attempts': {
    play: async (world, send) => {
      await enrollTotp(world);
      const words: string[] = [];
      for (let attempt = 0; attempt < 6; attempt++) words.push(await send({ code: { value: '000000' } }));
      return words;
    },
    words: [...Array<string>(5).fill('totp-invalid'), 'totp-max-attempts'],
  },
  'emailed codes': {
    accounts: { alice: { verifiedEmails: ['alice@example.org'] } },
    play: async (world, send) => {
      const lastCode = () => {
        const mail = world.mails.findLast((sent) => sent.kind === 'code');
        return mail?.kind === 'code' ? mail.data.code : '';
      };
      void (await world.twoFactor.email.enable('alice'));
      void (await world.twoFactor.email.enable('alice', { proof: { code: { value: lastCode() } } }));
      world.clock.advance(60_000);
      const asked = await send({});
      const again = await send({ code: { method: 'email', resend: true } });
      world.clock.advance(60_000);
      const resent = await send({ code: { method: 'email', resend: true } });
      return [
        asked,
        again,
        resent,
        await send({ code: { method: 'email', value: lastCode() } }),
        String(world.mails.length),
      ];
    },
    words: ['totp-required', 'totp-required', 'totp-required', 'email', '4'],
  },
  'access tokens': {
    play: async (world, send) => {
      const { recoveryCodes } = await enrollTotp(world);
      const tokenFor = async (name: string, bypass: boolean, value: string) => {
        const made = await world.twoFactor.accessTokens.create('alice', {
          name,
          bypass,
          proof: { code: { value } },
        });
        return (await world.twoFactor.accessTokens.authenticate(made._unsafeUnwrap().token))._unsafeUnwrap();
      };
      const bypassing = await tokenFor('a', true, recoveryCodes[0]!);
      const plain = await tokenFor('b', false, recoveryCodes[1]!);
      const words = [
        await send({ accessToken: bypassing }),
        await send({ accessToken: bypassing, operation: 'account.delete' }),
        await send({ accessToken: plain }),
      ];
      void (await world.twoFactor.accessTokens.revokeAll('alice'));
      return [...words, await send({ accessToken: bypassing })];
    },
    words: ['access-token', 'totp-required', 'totp-required', 'access-token-refused'],
  },
  'nobody and nothing that is known': {
    play: async (_world, send) => [
      await send({ subject: 'nobody' }),
      await send({ operation: 'unknown' }),
      await send({ operation: '__proto__', code: { method: 'totp', value: '123456' } }),
    ],
    words: ['unknown-subject', 'unknown-operation', 'unknown-operation'],
  },
};

describe('one core behind every transport', () => {
  const cases = Object.entries(scenarios);

  it.each(cases)('%s', async (_name, { accounts, play, words }) => {
    const all: (readonly (Grant | Denial)[])[] = [];
    for (const send of Object.values(transports)) {
      const world = observed(testWorld(accounts === undefined ? {} : { accounts }));
      expect(await play(world, (sent) => send(world, sent))).toEqual(words);
      all.push(world.answers);
    }
    const [first] = all;
    expect(first?.length).toBeGreaterThan(0);
    for (const answers of all) expect(answers).toEqual(first);
  });
});

describe('a login over REST and over DDP', () => {
  it('takes the code from the same envelope', async () => {
    const found: (Grant | Denial)[][] = [];
    for (const transport of ['REST', 'DDP']) {
      const world = observed(testWorld());
      const { secret } = await enrollTotp(world);
      const envelope = { totp: { login: { user: 'alice' }, code: codeOf(secret, world.clock.at) } };
      if (transport === 'REST') {
        const handler = protect(world.twoFactor, {
          operation: 'login',
          login: true,
          identify: () => ({ subject: 'alice' }),
        });
        const request = new Request('https://app.example/login', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(envelope),
        });
        expect((await handler(() => new Response())(request)).status).toBe(200);
      } else {
        const call = readMethodFrame({
          msg: 'method',
          id: '1',
          method: 'login',
          params: [envelope],
        })._unsafeUnwrap();
        expect(call.params).toEqual([{ user: 'alice' }]);
        const answer = await world.twoFactor.authorize({
          subject: 'alice',
          operation: 'login',
          code: call.code,
        });
        expect(answer.isOk()).toBe(true);
      }
      found.push(world.answers);
    }
    expect(found[0]).toHaveLength(1);
    expect(found[0]).toEqual(found[1]);
  });
});
