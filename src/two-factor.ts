/** `createTwoFactor()`: binds the use cases to ports; no rules and no I/O of its own. @module */

import { type Result, type ResultAsync, ok } from 'neverthrow';
import { deepCopy } from './domain/base/deep-freeze.ts';
import { DenialError } from './domain/decision/denial-error.ts';
import type { Denial, Grant } from './domain/decision/denial.ts';
import { deriveMacs } from './domain/keys/derived-keys.ts';
import { markDeployment } from './domain/keys/keyed-names.ts';
import { type Keys, areSameKeys, requireKeys } from './domain/keys/keys.ts';
import { type Policy, isPolicy } from './domain/policy/policy.ts';
import type { AuthorizeRequest } from './ports/credentials.ts';
import type { Ports } from './ports/ports.ts';
import type { TwoFactor } from './ports/two-factor.ts';
import type { Call, Deployment, Refusal, Topic } from './use-cases/call/call.ts';
import { checkedHashing } from './use-cases/call/hashing-fault.ts';
import { createRecognition } from './use-cases/call/recognition.ts';
import { requirePorts } from './use-cases/call/require-ports.ts';
import { runCall, runDecision } from './use-cases/call/run-call.ts';
import {
  createAccessToken,
  listAccessTokens,
  regenerateAccessToken,
  revokeAccessToken,
  revokeAllAccessTokens,
} from './use-cases/manage/access-tokens.ts';
import { accountChanged } from './use-cases/manage/account-changed.ts';
import { readStatus, resetSubject, unlockSubject } from './use-cases/manage/account.ts';
import { enableEmail, sendCode } from './use-cases/manage/email.ts';
import { confirmTotp, enrollTotp } from './use-cases/manage/enroll-totp.ts';
import { forgetSubject } from './use-cases/manage/forget.ts';
import { regenerateRecoveryCodes, remainingRecoveryCodes } from './use-cases/manage/recovery-codes.ts';
import { removeFactor } from './use-cases/manage/remove-factor.ts';
import {
  listTrustedClients,
  revokeAllTrustedClients,
  revokeTrustedClient,
} from './use-cases/manage/trusted-clients.ts';
import { authenticateToken } from './use-cases/verify/authenticate-token.ts';
import { decideAccess } from './use-cases/verify/decide-access.ts';

export interface TwoFactorOptions<Operation extends string> {
  /**
   * The policy, or a function that returns the current one: durations are often administered at run
   * time.
   */
  readonly policy: Policy<Operation> | (() => Policy<Operation>);
  /**
   * What the core needs of the world. `embeddedPorts()` returns a set that lives in one process.
   */
  readonly ports: Ports & { readonly keys?: Keys | undefined };
  /**
   * The deployment's keys, or their text as `generateKeys()` writes it; default the keys of the
   * ports. Where the ports have keys too, both must be the same.
   */
  readonly keys?: Keys | string | undefined;
}

/**
 * Two-factor authentication for one application.
 *
 * @throws {TypeError} if a port or one of its functions is missing; if keys are missing, do not
 *   come from `parseKeys`, or are not those of the ports; or if the policy does not come from
 *   `definePolicy` or `parsePolicy`.
 * @throws {RangeError} if the text of the keys cannot be read.
 */
export function createTwoFactor<const Operation extends string>(
  options: TwoFactorOptions<Operation>,
): TwoFactor<Operation> {
  const deployment = createDeployment(options);
  const operation =
    <Parameters extends readonly unknown[], Value, Refused extends Refusal>(
      name: string,
      useCase: (call: Call, ...parameters: Parameters) => Promise<Result<Value, Refused>>,
    ) =>
    (subject: string, ...parameters: Parameters): ResultAsync<Value, Refused> =>
      runCall(deployment, topicOf(subject, `second-factor.${name}`), (call) =>
        // Copied before anything is awaited: the caller may go on using what it handed in (P29).
        useCase(call, ...deepCopy(parameters, parameterLevels)),
      );
  const decide = (request: AuthorizeRequest<Operation>): ResultAsync<Grant, Denial> => {
    return runDecision(deployment, topicOf(request?.subject, request?.operation), (call) =>
      decideAccess(call, request),
    );
  };
  return {
    authorize: decide,
    guard(request: AuthorizeRequest<Operation>, work: (grant: Grant) => unknown) {
      // Before anything is charged: a code must not be spent on work that cannot run.
      if (typeof work !== 'function') throw new TypeError('work must be a function');
      const worked = decide(request).map(async (grant) => work(grant));
      return worked.andThen(asResult) as ResultAsync<never, never>;
    },
    async demand(request) {
      const decision = await decide(request);
      if (decision.isErr()) throw new DenialError(decision.error);
      return decision.value;
    },
    totp: {
      enroll: operation('totp.enroll', enrollTotp),
      confirm: operation('totp.confirm', confirmTotp),
      remove: operation('totp.remove', removeFactor('totp')),
    },
    email: {
      enable: operation('email.enable', enableEmail),
      disable: operation('email.disable', removeFactor('email')),
      sendCode(subject, request) {
        const purpose = request?.operation ?? undefined;
        const topic = topicOf(subject, purpose ?? 'second-factor.email.send-code');
        return runCall(deployment, topic, (call) => sendCode(call, purpose && topic.operation));
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
      authenticate(text) {
        const topic = { operation: 'second-factor.access-tokens.authenticate' };
        return runCall(deployment, topic, (call) => authenticateToken(call, text));
      },
    },
    accountChanged: operation('account.change', accountChanged),
    status: operation('status', readStatus),
    unlock: operation('unlock', unlockSubject),
    reset: operation('reset', resetSubject),
    forget: operation('forget', forgetSubject),
  };
}

function createDeployment<Operation extends string>({
  policy,
  ports,
  keys,
}: TwoFactorOptions<Operation>): Deployment {
  requirePorts(ports);
  if (typeof policy !== 'function' && !isPolicy(policy))
    throw new TypeError('policy must be made by definePolicy() or parsePolicy()');
  const hashing = checkedHashing(ports.hashing);
  const macs = deriveMacs(hashing, keysOf(ports, keys));
  const { clock, random, sealing, storage, accounts } = ports;
  return {
    currentPolicy: typeof policy === 'function' ? policy : () => policy,
    ports: {
      clock,
      random,
      hashing,
      sealing,
      storage,
      accounts,
      mailer: ports.mailer ?? undefined,
      events: ports.events ?? undefined,
      domains: ports.domains ?? undefined,
    },
    macs,
    recognition: createRecognition(markDeployment(macs)),
  };
}

/**
 * As deep as the library reads in the parameters of a call: `[{ proof: { code: { value } } }]`.
 * What comes from a request body may be nested without end, or contain itself.
 */
const parameterLevels = 6;

/**
 * A `Result` stands for itself, so that no refusal in it passes for a success. It may be one of the
 * host's own copy of neverthrow, whose classes are others.
 */
function asResult(value: unknown): Result<unknown, unknown> {
  const result = value as Result<unknown, unknown> | null | undefined;
  return typeof result?.isErr === 'function' ? result : ok(value);
}

/**
 * Non-strings are left out: of a user row that is passed in place of its id, the password hash
 * would show in denials and events (P18).
 */
function topicOf(subject: unknown, operation: unknown): Topic {
  return { subject: textOrNone(subject), operation: textOrNone(operation) };
}

function textOrNone(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Under other keys than those of its ports, a restart would lose what the ports sealed (P21). */
function keysOf(
  { keys: keysOfPorts }: TwoFactorOptions<string>['ports'],
  given: TwoFactorOptions<string>['keys'],
): Keys {
  const keys = requireKeys(given ?? keysOfPorts);
  if (keysOfPorts && !areSameKeys(keys, requireKeys(keysOfPorts)))
    throw new TypeError(
      'keys must be those of the ports: pass them to embeddedPorts({ accounts, storage, keys })',
    );
  return keys;
}
