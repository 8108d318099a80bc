/** A whole deployment in memory for tests, with clock, mails, events and accounts. @module */

import { embeddedPorts, type EmbeddedOptions } from '../../src/embedded.ts';
import { type Policy, type TwoFactor, createTwoFactor, definePolicy } from '../../src/index.ts';
import { decodeBase32, totp } from '../../src/otp.ts';
import type { Account, Accounts } from '../../src/ports/accounts.ts';
import type { SecurityEvent } from '../../src/ports/events.ts';
import type { Mail } from '../../src/ports/mailer.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

export const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
  'status.read': { secondFactor: 'exempt' },
} as const;

export type Operation = keyof typeof operations;

export const defaultPolicy: Policy<Operation> = definePolicy({ issuer: 'Acme', operations });

/** An account with its password. */
export interface TestAccount extends Partial<Account> {
  password?: string;
}

export interface TestWorld {
  readonly clock: VirtualClock;
  readonly mails: Mail[];
  readonly events: SecurityEvent[];
  readonly accounts: Map<string, TestAccount>;
  readonly twoFactor: TwoFactor<Operation>;
}

export interface TestWorldOptions extends Omit<EmbeddedOptions, 'accounts' | 'clock'> {
  readonly policy?: Policy<Operation> | (() => Policy<Operation>);
  readonly clock?: VirtualClock;
  readonly accounts?: Record<string, TestAccount>;
}

export function testWorld(options: TestWorldOptions = {}): TestWorld {
  const { policy = defaultPolicy, clock = virtualClock(), ...ports } = options;
  const accounts = new Map(
    Object.entries(options.accounts ?? { alice: { username: 'alice', password: 'correct horse' } }),
  );
  const mails: Mail[] = [];
  const events: SecurityEvent[] = [];
  const twoFactor = createTwoFactor({
    policy,
    ports: embeddedPorts({
      mailer: { send: (mail) => Promise.resolve(mails.push(mail)) },
      events: { record: (event) => events.push(event) },
      ...ports,
      clock,
      accounts: accountsIn(accounts),
    }),
  });
  return { clock, mails, events, accounts, twoFactor };
}

export function accountsIn(accounts: ReadonlyMap<string, TestAccount>): Accounts {
  return {
    find: (subject) => {
      const account = accounts.get(subject);
      if (account === undefined) return Promise.resolve(undefined);
      const { password, ...rest } = account;
      return Promise.resolve({
        id: subject,
        verifiedEmails: [],
        hasPassword: password !== undefined,
        ...rest,
      });
    },
    verifyPassword: (subject, password) => Promise.resolve(accounts.get(subject)?.password === password),
  };
}

/** The code that an authenticator shows for a base32 secret, `drift` steps from `at`. */
export function codeOf(secret: string, at: number, drift = 0, digits = 6): string {
  return totp(decodeBase32(secret)._unsafeUnwrap(), { at: at + drift * 30_000, digits });
}

/** Enrolls an authenticator with the password as proof, and moves the clock past the spent code. */
export async function enrollTotp(
  world: TestWorld,
  subject = 'alice',
): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const { password } = world.accounts.get(subject) ?? {};
  const proof =
    password === undefined ? {} : { proof: { code: { method: 'password' as const, value: password } } };
  const { secret } = (await world.twoFactor.totp.enroll(subject, proof))._unsafeUnwrap();
  const confirmed = await world.twoFactor.totp.confirm(subject, codeOf(secret, world.clock.at));
  world.clock.advance(60_000);
  return { secret, recoveryCodes: confirmed._unsafeUnwrap().recoveryCodes };
}
