/** `createTwoFactor()`: binds the use cases to ports; no rules and no I/O of its own. @module */

import { type ResultAsync, err, ok } from 'neverthrow';
import { deriveMacs } from './domain/keys/derived-keys.ts';
import { type Keys, keysOf } from './domain/keys/keys.ts';
import { type Policy, isPolicy } from './domain/policy/policy.ts';
import type { Ports } from './ports/ports.ts';
import type { TwoFactor } from './ports/two-factor.ts';
import type { Call, World } from './use-cases/call/call.ts';
import { checkedHashing } from './use-cases/call/hashing-fault.ts';
import { answered } from './use-cases/call/run-call.ts';
import { type Refusal, type Steps, answerOf } from './use-cases/call/steps.ts';
import {
  createAccessToken,
  listAccessTokens,
  regenerateAccessToken,
  revokeAccessToken,
  revokeAllAccessTokens,
} from './use-cases/manage/access-tokens.ts';
import { accountChanged, readStatus, resetSubject } from './use-cases/manage/account.ts';
import { enableEmail, sendCode } from './use-cases/manage/email.ts';
import { confirmTotp, enrollTotp } from './use-cases/manage/enroll-totp.ts';
import { regenerateRecoveryCodes, remainingRecoveryCodes } from './use-cases/manage/recovery-codes.ts';
import { removeFactor } from './use-cases/manage/remove-factor.ts';
import {
  listTrustedClients,
  revokeAllTrustedClients,
  revokeTrustedClient,
} from './use-cases/manage/trusted-clients.ts';
import { authenticateToken } from './use-cases/verify/authenticate-token.ts';
import { authorize } from './use-cases/verify/authorize.ts';

export interface TwoFactorOptions<Operation extends string> {
  /** The policy, or a function that answers the current one: durations are often administered at run time. */
  readonly policy: Policy<Operation> | (() => Policy<Operation>);
  /** What the core needs of the world; `embeddedPorts()` gives a set that lives in one process. */
  readonly ports: Ports & { readonly keys?: Keys | undefined };
  /** The deployment's keys, or their text as `generateKeys()` writes it; default those that came with the ports. */
  readonly keys?: Keys | string | undefined;
}

/**
 * Two-factor authentication for one application.
 *
 * @throws {TypeError} where a port is missing, or keys are, or the policy is not one that `definePolicy` or `parsePolicy` made.
 * @throws {RangeError} where the text of the keys cannot be read.
 */
export function createTwoFactor<const Operation extends string>(
  options: TwoFactorOptions<Operation>,
): TwoFactor<Operation> {
  const world = createWorld(options);
  const operation =
    <Parameters extends readonly unknown[], Answer, Refused extends Refusal>(
      name: string,
      useCase: (call: Call, ...parameters: Parameters) => Steps<Answer, Refused>,
    ) =>
    (subject: string, ...parameters: Parameters): ResultAsync<Answer, Refused> =>
      answered(world, subject, `second-factor.${name}`, (call) => answerOf(useCase(call, ...parameters)));
  return {
    authorize: (request) =>
      answered(world, request?.subject, request?.operation, async (call) => {
        const answer = await authorize(call, request);
        return answer.isOk() ? ok(answer.value.grant) : err(answer.error);
      }),
    totp: {
      enroll: operation('totp.enroll', enrollTotp),
      confirm: operation('totp.confirm', confirmTotp),
      remove: operation('totp.remove', removeFactor('totp')),
    },
    email: {
      enable: operation('email.enable', enableEmail),
      disable: operation('email.disable', removeFactor('email')),
      sendCode: (subject, request) => {
        const wanted = request?.operation ?? undefined;
        return answered(world, subject, wanted ?? 'second-factor.email.send-code', (call) =>
          answerOf(sendCode(call, wanted)),
        );
      },
    },
    recoveryCodes: {
      regenerate: operation('recovery-codes.regenerate', regenerateRecoveryCodes),
      remaining: operation('recovery-codes.remaining', remainingRecoveryCodes),
    },
    trustedClients: {
      list: operation('trusted-clients.list', listTrustedClients),
      revoke: operation('trusted-clients.revoke', revokeTrustedClient),
      revokeAll: operation('trusted-clients.revoke-all', revokeAllTrustedClients),
    },
    accessTokens: {
      create: operation('access-tokens.create', createAccessToken),
      regenerate: operation('access-tokens.create', regenerateAccessToken),
      revoke: operation('access-tokens.revoke', revokeAccessToken),
      revokeAll: operation('access-tokens.revoke-all', revokeAllAccessTokens),
      list: operation('access-tokens.list', listAccessTokens),
      authenticate: (text) => operation('access-tokens.authenticate', authenticateToken)('', text),
    },
    accountChanged: operation('account.change', accountChanged),
    status: operation('status', readStatus),
    reset: operation('reset', resetSubject),
  };
}

const portNames = ['clock', 'random', 'hashing', 'sealing', 'storage', 'mailer', 'accounts'] as const;

function createWorld<Operation extends string>({ policy, ports, keys }: TwoFactorOptions<Operation>): World {
  const missing = portNames.find((name) => typeof ports?.[name] !== 'object' || ports[name] === null);
  if (missing !== undefined) throw new TypeError(`ports.${missing} is missing`);
  if (typeof policy !== 'function' && !isPolicy(policy))
    throw new TypeError('policy must come from definePolicy() or parsePolicy()');
  const hashing = checkedHashing(ports.hashing);
  const macs = deriveMacs(hashing, readKeys(keys ?? ports.keys));
  const { clock, random, sealing, storage, mailer, accounts, events } = ports;
  return {
    currentPolicy: typeof policy === 'function' ? policy : () => policy,
    ports: { clock, random, hashing, sealing, storage, mailer, accounts, events },
    macs,
    toAscii,
  };
}

function readKeys(keys: Keys | string | undefined): Keys {
  if (keys === undefined) throw new TypeError('keys are missing: give the text that generateKeys() wrote');
  return typeof keys === 'string' ? keysOf(keys) : keys;
}

declare const URL: { new (text: string): { readonly hostname: string } };

/** The WHATWG URL parser knows international domain names (UTS #46) and is on every supported runtime. */
function toAscii(domain: string): string | undefined {
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return undefined;
  }
}
