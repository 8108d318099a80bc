/** One scene for every call of the façade: what happened before, and the call that the faults are put into. @module */

import type { AuthenticatedToken, ResultAsync } from '../../../src/index.ts';
import { type Stage, client, code8, enroll, mailedCode, withPassword } from './stage.ts';

export interface Scene {
  readonly name: string;
  /** Answers what the act presents. */
  readonly before: (stage: Stage) => Promise<Act>;
  /** The code that the act presents can be used once. */
  readonly isSingleUse?: boolean;
  /** What is presented is wrong: no fault may make it right. */
  readonly isWrong?: boolean;
  /** The act mails a code, so faults of mailer and counters matter. */
  readonly mailsCode?: boolean;
}

/** The call, which can be made again. */
export type Act = () => ResultAsync<unknown, unknown>;

const ask = { subject: 'alice', operation: 'settings.save', client } as const;

/** Alice with an authenticator and emailed codes, and a code in her mailbox. */
async function mailed(stage: Stage): Promise<string> {
  const { recoveryCodes } = await enroll(stage);
  void (
    await stage.twoFactor.email.enable('alice', { proof: { code: { value: recoveryCodes[3] ?? '' } } })
  )._unsafeUnwrap();
  stage.clock.advance(60_000);
  void (await stage.twoFactor.authorize({ ...ask, operation: 'mail.only' }));
  return mailedCode(stage);
}

async function token(
  stage: Stage,
  bypass: boolean,
): Promise<{ text: string; authenticated: AuthenticatedToken }> {
  const { recoveryCodes } = await enroll(stage);
  const proof = { code: { value: recoveryCodes[3] ?? '' } };
  const { token: text } = (
    await stage.twoFactor.accessTokens.create('alice', { name: 'ci', bypass, proof })
  )._unsafeUnwrap();
  return { text, authenticated: (await stage.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap() };
}

/** A scene whose act is a management call that a recovery code permits. */
function managed(
  name: string,
  act: (stage: Stage, proof: { readonly code: { readonly value: string } }) => ReturnType<Act>,
): Scene {
  return {
    name,
    before: async (stage) => {
      const { recoveryCodes } = await enroll(stage);
      return () => act(stage, { code: { value: recoveryCodes[0] ?? '' } });
    },
  };
}

/** A scene whose act needs no proof. */
function plainly(name: string, act: (stage: Stage, id: string) => ReturnType<Act>): Scene {
  return {
    name,
    before: async (stage) => {
      const { authenticated } = await token(stage, true);
      return () => act(stage, authenticated.id);
    },
  };
}

export const scenes: readonly Scene[] = [
  {
    name: 'a right code of the authenticator',
    isSingleUse: true,
    before: async (stage) => {
      const { secret } = await enroll(stage);
      const value = code8(secret, stage.clock.at);
      return () => stage.twoFactor.authorize({ ...ask, operation: 'account.delete', code: { value } });
    },
  },
  {
    name: 'a right code that makes the client trusted',
    before: async (stage) => {
      const { secret } = await enroll(stage);
      const value = code8(secret, stage.clock.at);
      return () => stage.twoFactor.authorize({ ...ask, code: { value } });
    },
  },
  {
    name: 'a wrong code of the authenticator',
    isWrong: true,
    before: async (stage) => {
      await enroll(stage);
      return () => stage.twoFactor.authorize({ ...ask, code: { value: '00000000' } });
    },
  },
  {
    name: 'the last free wrong code, which sends a notice',
    isWrong: true,
    before: async (stage) => {
      await enroll(stage);
      const act: Act = () => stage.twoFactor.authorize({ ...ask, code: { value: '00000000' } });
      for (let guesses = 0; guesses < 4; guesses++) void (await act());
      return act;
    },
  },
  {
    name: 'a right emailed code',
    isSingleUse: true,
    before: async (stage) => {
      const value = await mailed(stage);
      return () =>
        stage.twoFactor.authorize({ ...ask, operation: 'account.delete', code: { method: 'email', value } });
    },
  },
  {
    name: 'a wrong emailed code',
    isWrong: true,
    before: async (stage) => {
      const right = await mailed(stage);
      const value = right === '0000 0000' ? '00000001' : '00000000';
      return () => stage.twoFactor.authorize({ ...ask, operation: 'mail.only', code: { value } });
    },
  },
  {
    name: 'a right recovery code',
    isSingleUse: true,
    before: async (stage) => {
      const { recoveryCodes } = await enroll(stage);
      return () => stage.twoFactor.authorize({ ...ask, code: { value: recoveryCodes[0] ?? '' } });
    },
  },
  {
    name: 'a wrong recovery code',
    isWrong: true,
    before: async (stage) => {
      await enroll(stage);
      return () => stage.twoFactor.authorize({ ...ask, code: { value: '0000-0000-0000-0000' } });
    },
  },
  {
    name: 'the right password',
    before: (stage) => Promise.resolve(() => stage.twoFactor.authorize({ ...ask, ...withPassword })),
  },
  {
    name: 'a wrong password',
    isWrong: true,
    before: (stage) =>
      Promise.resolve(() =>
        stage.twoFactor.authorize({ ...ask, code: { method: 'password', value: 'wrong' } }),
      ),
  },
  {
    name: 'a challenge without a code',
    isWrong: true,
    before: async (stage) => {
      await enroll(stage);
      return () => stage.twoFactor.authorize(ask);
    },
  },
  {
    name: 'a challenge that mails a code',
    isWrong: true,
    mailsCode: true,
    before: async (stage) => {
      await mailed(stage);
      stage.clock.advance(600_000);
      return () => stage.twoFactor.authorize({ ...ask, operation: 'mail.only' });
    },
  },
  {
    name: 'a trusted client',
    before: async (stage) => {
      const { secret } = await enroll(stage);
      void (await stage.twoFactor.authorize({ ...ask, code: { value: code8(secret, stage.clock.at) } }));
      return () => stage.twoFactor.authorize(ask);
    },
  },
  {
    name: 'a token that bypasses',
    before: async (stage) => {
      const { authenticated } = await token(stage, true);
      return () => stage.twoFactor.authorize({ ...ask, accessToken: authenticated });
    },
  },
  {
    name: 'a token that does not bypass',
    isWrong: true,
    before: async (stage) => {
      const { authenticated } = await token(stage, false);
      return () => stage.twoFactor.authorize({ ...ask, accessToken: authenticated });
    },
  },
  {
    name: 'authenticating a token',
    before: async (stage) => {
      const { text } = await token(stage, true);
      return () => stage.twoFactor.accessTokens.authenticate(text);
    },
  },
  {
    name: 'starting an enrollment',
    before: (stage) => Promise.resolve(() => stage.twoFactor.totp.enroll('alice', { proof: withPassword })),
  },
  {
    name: 'confirming an enrollment',
    before: async (stage) => {
      const { secret } = (
        await stage.twoFactor.totp.enroll('alice', { proof: withPassword })
      )._unsafeUnwrap();
      const value = code8(secret, stage.clock.at);
      return () => stage.twoFactor.totp.confirm('alice', value);
    },
  },
  {
    name: 'confirming an enrollment with a wrong code',
    isWrong: true,
    before: async (stage) => {
      void (await stage.twoFactor.totp.enroll('alice', { proof: withPassword }))._unsafeUnwrap();
      return () => stage.twoFactor.totp.confirm('alice', '00000000');
    },
  },
  {
    name: 'sending a code',
    mailsCode: true,
    before: async (stage) => {
      await mailed(stage);
      stage.clock.advance(600_000);
      return () => stage.twoFactor.email.sendCode('alice');
    },
  },
  managed('removing the authenticator', ({ twoFactor }, proof) => twoFactor.totp.remove('alice', { proof })),
  managed('enabling email', ({ twoFactor }, proof) => twoFactor.email.enable('alice', { proof })),
  managed('new recovery codes', ({ twoFactor }, proof) =>
    twoFactor.recoveryCodes.regenerate('alice', { proof }),
  ),
  managed('creating a token', ({ twoFactor }, proof) =>
    twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof }),
  ),
  {
    name: 'disabling email',
    before: async (stage) => {
      const value = await mailed(stage);
      const proof = { code: { method: 'email', value } } as const;
      return () => stage.twoFactor.email.disable('alice', { proof });
    },
  },
  {
    name: 'renewing a token',
    before: async (stage) => {
      const { recoveryCodes } = await enroll(stage);
      const [one = '', other = ''] = recoveryCodes;
      const { id } = (
        await stage.twoFactor.accessTokens.create('alice', { name: 'ci', proof: { code: { value: one } } })
      )._unsafeUnwrap();
      return () =>
        stage.twoFactor.accessTokens.regenerate('alice', id, { proof: { code: { value: other } } });
    },
  },
  plainly('revoking a token', ({ twoFactor }, id) => twoFactor.accessTokens.revoke('alice', id)),
  plainly('revoking all tokens', ({ twoFactor }) => twoFactor.accessTokens.revokeAll('alice')),
  plainly('listing tokens', ({ twoFactor }) => twoFactor.accessTokens.list('alice')),
  plainly('listing clients', ({ twoFactor }) => twoFactor.trustedClients.list('alice')),
  plainly('revoking all clients', ({ twoFactor }) => twoFactor.trustedClients.revokeAll('alice')),
  plainly('the status', ({ twoFactor }) => twoFactor.status('alice')),
  plainly('the recovery codes left', ({ twoFactor }) => twoFactor.recoveryCodes.remaining('alice')),
  plainly('a changed account', ({ twoFactor }) => twoFactor.accountChanged('alice', { what: 'password' })),
  plainly('a reset', ({ twoFactor }) => twoFactor.reset('alice', { by: 'root', reason: 'lost phone' })),
];
