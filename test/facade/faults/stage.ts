/** A deployment for a scene: steady parts on a wire, one subject, and everything that it answered. @module */

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
import { type Wire, pass, wired } from './faulty-ports.ts';
import { steadyKeys, steadyRandom, steadySealing } from './steady-parts.ts';

export interface Stage {
  readonly clock: VirtualClock;
  readonly wire: Wire;
  readonly twoFactor: TwoFactor;
  readonly mails: Mail[];
  readonly events: SecurityEvent[];
  /** Whatever the façade answered so far. */
  readonly answers: Result<unknown, unknown>[];
  /** The storage itself, past the wire. */
  readonly storage: Storage;
}

/** What a subject holds before the scene. */
export interface Held {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

export const scenePolicy: Policy = definePolicy({
  issuer: 'Acme',
  operations: { ...operations, 'mail.only': { methods: ['email'] } },
  totp: { digits: 8 },
  email: { digits: 8 },
  recoveryCodes: { count: 4 },
});

export const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' } as const;
export const password = 'correct horse battery staple';

export function stage(): Stage {
  const wire: Wire = { calls: [], armed: undefined };
  const clock = virtualClock();
  const random = steadyRandom('scene');
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
    pass(wire, { port: 'policy', verb: 'read', args: [] }, () => scenePolicy) as Policy;
  const answers: Result<unknown, unknown>[] = [];
  const twoFactor = recorded(createTwoFactor<string>({ policy, keys, ports: wired(ports, wire) }), answers);
  return { clock, wire, twoFactor, mails, events, answers, storage };
}

/** The same façade, whose answers are kept. */
function recorded<Part extends object>(facade: Part, answers: Result<unknown, unknown>[]): Part {
  const parts = Object.entries(facade).map(([name, part]: [string, unknown]) => {
    if (typeof part !== 'function') return [name, recorded(part as object, answers)];
    const call = (...args: readonly unknown[]): unknown => {
      const answer = Reflect.apply(part, facade, args) as ResultAsync<unknown, unknown>;
      return answer.andTee((value) => answers.push(ok(value))).orTee((refusal) => answers.push(err(refusal)));
    };
    return [name, call];
  });
  return Object.fromEntries(parts) as Part;
}

/** What was shown once, and what was authenticated, on a stage. */
export function shownBy({ answers }: Stage): {
  readonly secrets: readonly string[];
  readonly recoveryCodes: readonly string[];
  readonly tokens: readonly string[];
  readonly authenticated: readonly AuthenticatedToken[];
} {
  const values = answers.flatMap((answer) =>
    answer.isOk() ? [answer.value as Partial<Shown> | undefined] : [],
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

export async function enroll({ twoFactor, clock }: Stage): Promise<Held> {
  const { secret } = (await twoFactor.totp.enroll('alice', { proof: withPassword }))._unsafeUnwrap();
  const { recoveryCodes } = (await twoFactor.totp.confirm('alice', code8(secret, clock.at)))._unsafeUnwrap();
  clock.advance(60_000);
  return { secret, recoveryCodes };
}

export function code8(secret: string, at: number): string {
  return codeOf(secret, at, 0, 8);
}

export function mailedCode({ mails }: Stage): string {
  const mail = mails.findLast(({ kind }) => kind === 'code');
  return mail?.kind === 'code' ? mail.data.code : '';
}
