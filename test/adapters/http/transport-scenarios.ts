/** Calls and their outcomes, which must be the same over every transport. @module */

import { type TestAccount, type TestWorld, codeOf, enrollTotp } from '../../support/world.ts';
import type { Call } from './transports.ts';

export interface Scenario {
  readonly accounts?: Record<string, TestAccount>;
  /** Plays the scenario over one transport, and resolves to the outcome of each call. */
  readonly play: (world: TestWorld, send: (call: Call) => Promise<string>) => Promise<readonly string[]>;
  readonly outcomes: readonly string[];
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  'nothing is enrolled and there is no fallback': {
    accounts: { alice: {} },
    play: async (_world, send) => [
      await send({}),
      await send({ operation: 'account.delete' }),
      await send({ operation: 'status.read' }),
      await send({ code: { method: 'totp', value: '123456' } }),
    ],
    outcomes: ['not-enrolled', 'enrollment-required', 'not-required', 'totp-invalid'],
  },
  'a password has characters that no header carries': {
    accounts: { alice: { password: ' pässwört 🔑 ' } },
    play: async (_world, send) => [
      await send({}),
      await send({ code: { method: 'password', value: ' pässwört 🔑' } }),
      await send({ code: { method: 'password', value: ' pässwört 🔑 ' } }),
      await send({ operation: 'login' }),
    ],
    outcomes: ['totp-required', 'totp-invalid', 'password', 'not-enrolled'],
  },
  'an authenticator code is missing, malformed, of another method, wrong, right, then replaced by trust': {
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
    outcomes: [
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
  'a recovery code is presented twice': {
    play: async (world, send) => {
      const { recoveryCodes } = await enrollTotp(world);
      const code = { method: 'totp', value: recoveryCodes[0]! };
      return [await send({ code }), await send({ code })];
    },
    outcomes: ['recovery-code', 'totp-invalid'],
  },
  'too many wrong codes are presented': {
    play: async (world, send) => {
      await enrollTotp(world);
      const outcomes: string[] = [];
      for (let attempt = 0; attempt < 6; attempt++) outcomes.push(await send({ code: { value: '000000' } }));
      return outcomes;
    },
    outcomes: [...Array<string>(5).fill('totp-invalid'), 'totp-max-attempts'],
  },
  'emailed codes are requested, requested again and presented': {
    accounts: { alice: { verifiedEmails: ['alice@example.org'] } },
    play: async (world, send) => {
      const lastCode = () => {
        const mail = world.mails.findLast(({ kind }) => kind === 'code');
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
    outcomes: ['totp-required', 'totp-required', 'totp-required', 'email', '4'],
  },
  'access tokens bypass, do not bypass, and are revoked': {
    play: async (world, send) => {
      const { recoveryCodes } = await enrollTotp(world);
      const tokenFor = async (name: string, bypass: boolean, value: string) => {
        const created = await world.twoFactor.accessTokens.create('alice', {
          name,
          bypass,
          proof: { code: { value } },
        });
        return (
          await world.twoFactor.accessTokens.authenticate(created._unsafeUnwrap().token)
        )._unsafeUnwrap();
      };
      const bypassing = await tokenFor('a', true, recoveryCodes[0]!);
      const plain = await tokenFor('b', false, recoveryCodes[1]!);
      const outcomes = [
        await send({ accessToken: bypassing }),
        await send({ accessToken: bypassing, operation: 'account.delete' }),
        await send({ accessToken: plain }),
      ];
      void (await world.twoFactor.accessTokens.revokeAll('alice'));
      return [...outcomes, await send({ accessToken: bypassing })];
    },
    outcomes: ['access-token', 'totp-required', 'totp-required', 'access-token-refused'],
  },
  'the subject or the operation is unknown': {
    play: async (_world, send) => [
      await send({ subject: 'nobody' }),
      await send({ operation: 'unknown' }),
      await send({ operation: '__proto__', code: { method: 'totp', value: '123456' } }),
    ],
    outcomes: ['unknown-subject', 'unknown-operation', 'unknown-operation'],
  },
};
