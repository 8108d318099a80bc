/** A scenario for every call of the façade, whose last call gets a fault. @module */

import type { AuthenticatedToken, ResultAsync } from '../../../src/index.ts';
import { type Deployment, client, code8, enroll, mailedCode, withPassword } from './deployment.ts';

export interface Scenario {
  readonly name: string;
  /** Prepares the deployment; resolves to the call. */
  readonly before: (deployment: Deployment) => Promise<TestedCall>;
  /** Whether the call presents a code that is used once. */
  readonly isSingleUse?: boolean;
  /** Whether the call is refused without a fault; then no fault may make it succeed. */
  readonly isWrong?: boolean;
  /** Whether the call mails a code, so that faults of the mailer and of mail counters matter. */
  readonly mailsCode?: boolean;
}

/** The call that gets a fault; it can be made again. */
export type TestedCall = () => ResultAsync<unknown, unknown>;

const ask = { subject: 'alice', operation: 'settings.save', client } as const;

/** Alice with an authenticator and email codes; resolves to the code in her mailbox. */
async function mailCode(deployment: Deployment): Promise<string> {
  const { recoveryCodes } = await enroll(deployment);
  void (
    await deployment.twoFactor.email.enable('alice', { proof: { code: { value: recoveryCodes[3] ?? '' } } })
  )._unsafeUnwrap();
  deployment.clock.advance(60_000);
  void (await deployment.twoFactor.authorize({ ...ask, operation: 'mail.only' }));
  return mailedCode(deployment);
}

async function makeToken(
  deployment: Deployment,
  bypass: boolean,
): Promise<{ text: string; authenticated: AuthenticatedToken }> {
  const { recoveryCodes } = await enroll(deployment);
  const proof = { code: { value: recoveryCodes[3] ?? '' } };
  const { token: text } = (
    await deployment.twoFactor.accessTokens.create('alice', { name: 'ci', bypass, proof })
  )._unsafeUnwrap();
  return {
    text,
    authenticated: (await deployment.twoFactor.accessTokens.authenticate(text))._unsafeUnwrap(),
  };
}

/** A management call with a recovery code as proof. */
function withProof(
  name: string,
  makeCall: (
    deployment: Deployment,
    proof: { readonly code: { readonly value: string } },
  ) => ReturnType<TestedCall>,
): Scenario {
  return {
    name,
    before: async (deployment) => {
      const { recoveryCodes } = await enroll(deployment);
      return () => makeCall(deployment, { code: { value: recoveryCodes[0] ?? '' } });
    },
  };
}

/** A call that needs no proof; `id` is the id of a token. */
function withoutProof(
  name: string,
  makeCall: (deployment: Deployment, id: string) => ReturnType<TestedCall>,
): Scenario {
  return {
    name,
    before: async (deployment) => {
      const { authenticated } = await makeToken(deployment, true);
      return () => makeCall(deployment, authenticated.id);
    },
  };
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'a right code of the authenticator',
    isSingleUse: true,
    before: async (deployment) => {
      const { secret } = await enroll(deployment);
      const value = code8(secret, deployment.clock.at);
      return () => deployment.twoFactor.authorize({ ...ask, operation: 'account.delete', code: { value } });
    },
  },
  {
    name: 'a right code that makes the client trusted',
    before: async (deployment) => {
      const { secret } = await enroll(deployment);
      const value = code8(secret, deployment.clock.at);
      return () => deployment.twoFactor.authorize({ ...ask, code: { value } });
    },
  },
  {
    name: 'a wrong code of the authenticator',
    isWrong: true,
    before: async (deployment) => {
      await enroll(deployment);
      return () => deployment.twoFactor.authorize({ ...ask, code: { value: '00000000' } });
    },
  },
  {
    name: 'the last free wrong code, which sends a notice',
    isWrong: true,
    before: async (deployment) => {
      await enroll(deployment);
      const makeCall: TestedCall = () =>
        deployment.twoFactor.authorize({ ...ask, code: { value: '00000000' } });
      for (let guesses = 0; guesses < 4; guesses++) void (await makeCall());
      return makeCall;
    },
  },
  {
    name: 'a right emailed code',
    isSingleUse: true,
    before: async (deployment) => {
      const value = await mailCode(deployment);
      return () =>
        deployment.twoFactor.authorize({
          ...ask,
          operation: 'account.delete',
          code: { method: 'email', value },
        });
    },
  },
  {
    name: 'a wrong emailed code',
    isWrong: true,
    before: async (deployment) => {
      const right = await mailCode(deployment);
      const value = right === '0000 0000' ? '00000001' : '00000000';
      return () => deployment.twoFactor.authorize({ ...ask, operation: 'mail.only', code: { value } });
    },
  },
  {
    name: 'a right recovery code',
    isSingleUse: true,
    before: async (deployment) => {
      const { recoveryCodes } = await enroll(deployment);
      return () => deployment.twoFactor.authorize({ ...ask, code: { value: recoveryCodes[0] ?? '' } });
    },
  },
  {
    name: 'a wrong recovery code',
    isWrong: true,
    before: async (deployment) => {
      await enroll(deployment);
      return () => deployment.twoFactor.authorize({ ...ask, code: { value: '0000-0000-0000-0000' } });
    },
  },
  {
    name: 'the right password',
    before: (deployment) =>
      Promise.resolve(() => deployment.twoFactor.authorize({ ...ask, ...withPassword })),
  },
  {
    name: 'a wrong password',
    isWrong: true,
    before: (deployment) =>
      Promise.resolve(() =>
        deployment.twoFactor.authorize({ ...ask, code: { method: 'password', value: 'wrong' } }),
      ),
  },
  {
    name: 'a challenge without a code',
    isWrong: true,
    before: async (deployment) => {
      await enroll(deployment);
      return () => deployment.twoFactor.authorize(ask);
    },
  },
  {
    name: 'a challenge that mails a code',
    isWrong: true,
    mailsCode: true,
    before: async (deployment) => {
      await mailCode(deployment);
      deployment.clock.advance(600_000);
      return () => deployment.twoFactor.authorize({ ...ask, operation: 'mail.only' });
    },
  },
  {
    name: 'a trusted client',
    before: async (deployment) => {
      const { secret } = await enroll(deployment);
      void (await deployment.twoFactor.authorize({
        ...ask,
        code: { value: code8(secret, deployment.clock.at) },
      }));
      return () => deployment.twoFactor.authorize(ask);
    },
  },
  {
    name: 'a token that bypasses',
    before: async (deployment) => {
      const { authenticated } = await makeToken(deployment, true);
      return () => deployment.twoFactor.authorize({ ...ask, accessToken: authenticated });
    },
  },
  {
    name: 'a token that does not bypass',
    isWrong: true,
    before: async (deployment) => {
      const { authenticated } = await makeToken(deployment, false);
      return () => deployment.twoFactor.authorize({ ...ask, accessToken: authenticated });
    },
  },
  {
    name: 'authenticating a token',
    before: async (deployment) => {
      const { text } = await makeToken(deployment, true);
      return () => deployment.twoFactor.accessTokens.authenticate(text);
    },
  },
  {
    name: 'starting an enrollment',
    before: (deployment) =>
      Promise.resolve(() => deployment.twoFactor.totp.enroll('alice', { proof: withPassword })),
  },
  {
    name: 'confirming an enrollment',
    before: async (deployment) => {
      const { secret } = (
        await deployment.twoFactor.totp.enroll('alice', { proof: withPassword })
      )._unsafeUnwrap();
      const value = code8(secret, deployment.clock.at);
      return () => deployment.twoFactor.totp.confirm('alice', value);
    },
  },
  {
    name: 'confirming an enrollment with a wrong code',
    isWrong: true,
    before: async (deployment) => {
      void (await deployment.twoFactor.totp.enroll('alice', { proof: withPassword }))._unsafeUnwrap();
      return () => deployment.twoFactor.totp.confirm('alice', '00000000');
    },
  },
  {
    name: 'sending a code',
    mailsCode: true,
    before: async (deployment) => {
      await mailCode(deployment);
      deployment.clock.advance(600_000);
      return () => deployment.twoFactor.email.sendCode('alice');
    },
  },
  withProof('removing the authenticator', ({ twoFactor }, proof) =>
    twoFactor.totp.remove('alice', { proof }),
  ),
  withProof('enabling email', ({ twoFactor }, proof) => twoFactor.email.enable('alice', { proof })),
  withProof('new recovery codes', ({ twoFactor }, proof) =>
    twoFactor.recoveryCodes.regenerate('alice', { proof }),
  ),
  withProof('creating a token', ({ twoFactor }, proof) =>
    twoFactor.accessTokens.create('alice', { name: 'ci', bypass: true, proof }),
  ),
  {
    name: 'disabling email',
    before: async (deployment) => {
      const value = await mailCode(deployment);
      const proof = { code: { method: 'email', value } } as const;
      return () => deployment.twoFactor.email.disable('alice', { proof });
    },
  },
  {
    name: 'regenerating a token',
    before: async (deployment) => {
      const { recoveryCodes } = await enroll(deployment);
      const [one = '', other = ''] = recoveryCodes;
      const { id } = (
        await deployment.twoFactor.accessTokens.create('alice', {
          name: 'ci',
          proof: { code: { value: one } },
        })
      )._unsafeUnwrap();
      return () =>
        deployment.twoFactor.accessTokens.regenerate('alice', id, { proof: { code: { value: other } } });
    },
  },
  withoutProof('revoking a token', ({ twoFactor }, id) => twoFactor.accessTokens.revoke('alice', id)),
  withoutProof('revoking all tokens', ({ twoFactor }) => twoFactor.accessTokens.revokeAll('alice')),
  withoutProof('listing tokens', ({ twoFactor }) => twoFactor.accessTokens.list('alice')),
  withoutProof('listing clients', ({ twoFactor }) => twoFactor.trustedClients.list('alice')),
  withoutProof('revoking all clients', ({ twoFactor }) => twoFactor.trustedClients.revokeAll('alice')),
  withoutProof('the status', ({ twoFactor }) => twoFactor.status('alice')),
  withoutProof('the recovery codes left', ({ twoFactor }) => twoFactor.recoveryCodes.remaining('alice')),
  withoutProof('a changed account', ({ twoFactor }) =>
    twoFactor.accountChanged('alice', { what: 'password' }),
  ),
  withoutProof('a reset', ({ twoFactor }) => twoFactor.reset('alice', { by: 'root', reason: 'lost phone' })),
  withoutProof('unlocking', ({ twoFactor }) => twoFactor.unlock('alice', { by: 'bob', reason: 'an attack' })),
  withoutProof('forgetting', ({ twoFactor }) => twoFactor.forget('alice')),
];
