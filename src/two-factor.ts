/** `createTwoFactor()`: binds the use cases to ports; no rules and no I/O of its own. @module */

import { type Result, type ResultAsync, err, ok } from 'neverthrow';
import type { Denial, Grant } from './domain/denial.ts';
import { deriveMacs } from './domain/derived-keys.ts';
import { type Keys, parseKeys } from './domain/keys.ts';
import { type Policy, isPolicy } from './domain/policy.ts';
import type { Ports } from './ports/ports.ts';
import type { TwoFactor } from './ports/two-factor.ts';
import { answered } from './use-cases/answered.ts';
import { authenticateToken } from './use-cases/authenticate-token.ts';
import { authorize } from './use-cases/authorize.ts';
import { confirmTotp, enrollTotp } from './use-cases/enroll-totp.ts';
import { checkedHashing } from './use-cases/hashing-fault.ts';
import {
  createAccessToken,
  listAccessTokens,
  regenerateAccessToken,
  revokeAccessToken,
  revokeAllAccessTokens,
} from './use-cases/manage-access-tokens.ts';
import { accountChanged, readStatus, resetSubject } from './use-cases/manage-account.ts';
import { enableEmail, sendCode } from './use-cases/manage-email.ts';
import { regenerateRecoveryCodes, remainingRecoveryCodes } from './use-cases/manage-recovery-codes.ts';
import {
  listTrustedClients,
  revokeAllTrustedClients,
  revokeTrustedClient,
} from './use-cases/manage-trusted-clients.ts';
import type { Permission } from './use-cases/question.ts';
import { removeFactor } from './use-cases/remove-factor.ts';
import type { World } from './use-cases/world.ts';

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
  return {
    authorize: (request) =>
      answered(world, request?.subject, request?.operation, () => grantOf(authorize(world, request))),
    totp: {
      enroll: (subject, enrollment) =>
        answered(world, subject, 'second-factor.totp.enroll', () => enrollTotp(world, subject, enrollment)),
      confirm: (subject, code) =>
        answered(world, subject, 'second-factor.totp.confirm', () => confirmTotp(world, subject, code)),
      remove: (subject, request) =>
        answered(world, subject, 'second-factor.totp.remove', () =>
          removeFactor(world, subject, 'totp', request?.proof),
        ),
    },
    email: {
      enable: (subject, request) =>
        answered(world, subject, 'second-factor.email.enable', () =>
          enableEmail(world, subject, request?.proof),
        ),
      disable: (subject, request) =>
        answered(world, subject, 'second-factor.email.disable', () =>
          removeFactor(world, subject, 'email', request?.proof),
        ),
      sendCode: (subject, request) =>
        answered(world, subject, 'second-factor.email.send-code', () => sendCode(world, subject, request)),
    },
    recoveryCodes: {
      regenerate: (subject, request) =>
        answered(world, subject, 'second-factor.recovery-codes.regenerate', () =>
          regenerateRecoveryCodes(world, subject, request?.proof),
        ),
      remaining: (subject) =>
        answered(world, subject, 'second-factor.recovery-codes.remaining', () =>
          remainingRecoveryCodes(world, subject),
        ),
    },
    trustedClients: {
      list: (subject) =>
        answered(world, subject, 'second-factor.trusted-clients.list', () =>
          listTrustedClients(world, subject),
        ),
      revoke: (subject, id) =>
        answered(world, subject, 'second-factor.trusted-clients.revoke', () =>
          revokeTrustedClient(world, subject, id),
        ),
      revokeAll: (subject) =>
        answered(world, subject, 'second-factor.trusted-clients.revoke-all', () =>
          revokeAllTrustedClients(world, subject),
        ),
    },
    accessTokens: {
      create: (subject, request) =>
        answered(world, subject, 'second-factor.access-tokens.create', () =>
          createAccessToken(world, subject, request),
        ),
      regenerate: (subject, which, request) =>
        answered(world, subject, 'second-factor.access-tokens.create', () =>
          regenerateAccessToken(world, subject, which, request?.proof),
        ),
      revoke: (subject, id) =>
        answered(world, subject, 'second-factor.access-tokens.revoke', () =>
          revokeAccessToken(world, subject, id),
        ),
      revokeAll: (subject) =>
        answered(world, subject, 'second-factor.access-tokens.revoke-all', () =>
          revokeAllAccessTokens(world, subject),
        ),
      list: (subject) =>
        answered(world, subject, 'second-factor.access-tokens.list', () => listAccessTokens(world, subject)),
      authenticate: (text) =>
        answered(world, '', 'second-factor.access-tokens.authenticate', () => authenticateToken(world, text)),
    },
    accountChanged: (subject, change) =>
      answered(world, subject, 'second-factor.account.change', () => accountChanged(world, subject, change)),
    status: (subject) => answered(world, subject, 'second-factor.status', () => readStatus(world, subject)),
    reset: (subject, request) =>
      answered(world, subject, 'second-factor.reset', () => resetSubject(world, subject, request)),
  };
}

/** Plainly awaited, since this is the path of every protected call. */
async function grantOf(permission: ResultAsync<Permission, Denial>): Promise<Result<Grant, Denial>> {
  const answer = await permission;
  return answer.isOk() ? ok(answer.value.grant) : err(answer.error);
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
    policy: typeof policy === 'function' ? policy : () => policy,
    ports: { clock, random, hashing, sealing, storage, mailer, accounts, events },
    macs,
    toAscii,
  };
}

function readKeys(keys: Keys | string | undefined): Keys {
  if (keys === undefined) throw new TypeError('keys are missing: give the text that generateKeys() wrote');
  if (typeof keys !== 'string') return keys;
  return parseKeys(keys).match(
    (read) => read,
    ({ problem }) => {
      throw new RangeError(`keys: ${problem}`);
    },
  );
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
