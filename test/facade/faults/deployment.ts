/** A deployment for a scenario: repeatable ports behind an interceptor, and one subject. @module */

import { type Result, err, ok } from 'neverthrow';
import { createMemoryStorage } from '../../../src/adapters/memory/index.ts';
import { embeddedPorts } from '../../../src/embedded.ts';
import {
  type AuthenticatedToken,
  type Policy,
  type ResultAsync,
  type SecurityEvent,
  type TwoFactor,
  createTwoFactor,
  definePolicy,
} from '../../../src/index.ts';
import type { Mail } from '../../../src/ports/mailer.ts';
import type { Storage } from '../../../src/ports/storage.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';
import { accountsIn, codeOf, operations } from '../../support/world.ts';
import { type Interceptor, intercept, interceptPorts } from './faulty-ports.ts';
import { steadyKeys, steadyRandom, steadySealing } from './steady-parts.ts';

export interface Deployment {
  readonly clock: VirtualClock;
  readonly interceptor: Interceptor;
  readonly twoFactor: TwoFactor;
  readonly mails: Mail[];
  readonly events: SecurityEvent[];
  /** Everything that the façade has resolved to so far. */
  readonly results: Result<unknown, unknown>[];
  /** The storage itself, without the interceptor. */
  readonly storage: Storage;
}

/** What a person keeps from an enrollment. */
export interface Enrolled {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

export const scenarioPolicy: Policy = definePolicy({
  issuer: 'Acme',
  operations: { ...operations, 'mail.only': { methods: ['email'] } },
  totp: { digits: 8 },
  email: { digits: 8 },
  recoveryCodes: { count: 4 },
});

export const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' } as const;
export const password = 'correct horse battery staple';

/** @param by how the caller calls the façade */
export function deploy(by: (facade: TwoFactor) => TwoFactor = (facade) => facade): Deployment {
  const interceptor: Interceptor = { calls: [], mode: 'off' };
  const clock = virtualClock();
  const random = steadyRandom('scenario');
  const storage = createMemoryStorage();
  const mails: Mail[] = [];
  const events: SecurityEvent[] = [];
  const alice = { username: 'alice', password, verifiedEmails: ['alice@example.org'] };
  const accounts = new Map([['alice', alice]]);
  const { keys, ...ports } = embeddedPorts({
    keys: steadyKeys,
    clock,
    random,
    storage,
    sealing: steadySealing(random),
    mailer: { send: (mail) => Promise.resolve(mails.push(mail)) },
    events: { record: (event) => events.push(event) },
    accounts: accountsIn(accounts),
  });
  const policy = (): Policy =>
    intercept(interceptor, { port: 'policy', verb: 'read', args: [] }, () => scenarioPolicy) as Policy;
  const results: Result<unknown, unknown>[] = [];
  const twoFactor = withKeptResults(
    by(createTwoFactor<string>({ policy, keys, ports: interceptPorts(ports, interceptor) })),
    results,
  );
  return { clock, interceptor, twoFactor, mails, events, results, storage };
}

/** The same façade, whose results are kept. */
function withKeptResults<Part extends object>(facade: Part, results: Result<unknown, unknown>[]): Part {
  const parts = Object.entries(facade).map(([name, part]: [string, unknown]) => {
    if (typeof part !== 'function') return [name, withKeptResults(part as object, results)];
    const call = (...args: readonly unknown[]): unknown => {
      const result = Reflect.apply(part, facade, args) as ResultAsync<unknown, unknown>;
      return result.andTee((value) => results.push(ok(value))).orTee((refusal) => results.push(err(refusal)));
    };
    return [name, call];
  });
  return Object.fromEntries(parts) as Part;
}

/** What was shown once, and the tokens that were authenticated, in a deployment. */
export function shownBy({ results }: Deployment): {
  readonly secrets: readonly string[];
  readonly recoveryCodes: readonly string[];
  readonly tokens: readonly string[];
  readonly authenticated: readonly AuthenticatedToken[];
} {
  const values = results.flatMap((result) =>
    result.isOk() ? [result.value as Partial<Shown> | undefined] : [],
  );
  return {
    secrets: values.flatMap((value) => value?.secret ?? []),
    recoveryCodes: values.flatMap((value) => value?.recoveryCodes ?? []),
    tokens: values.flatMap((value) => value?.token ?? []),
    authenticated: values.flatMap((value) =>
      value?.digest === undefined ? [] : [value as AuthenticatedToken],
    ),
  };
}

interface Shown extends AuthenticatedToken {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  readonly token: string;
}

export const withPassword = { code: { method: 'password', value: password } } as const;

export async function enroll({ twoFactor, clock }: Deployment): Promise<Enrolled> {
  const { secret } = (await twoFactor.totp.enroll('alice', { proof: withPassword }))._unsafeUnwrap();
  const { recoveryCodes } = (await twoFactor.totp.confirm('alice', code8(secret, clock.at)))._unsafeUnwrap();
  clock.advance(60_000);
  return { secret, recoveryCodes };
}

export function code8(secret: string, at: number): string {
  return codeOf(secret, at, 0, 8);
}

export function mailedCode({ mails }: Deployment): string {
  const mail = mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}
