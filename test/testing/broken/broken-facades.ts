/** Façades that are broken in one way: by a storage, a call or a policy. @module */

import {
  type Account,
  type Grant,
  type Policy,
  type Ports,
  type TwoFactor,
  createTwoFactor,
  definePolicy,
  generateKeys,
  okAsync,
  errAsync,
} from 'second-factor';
import type { StateQuery, SubjectState } from 'second-factor/domain';
import { embeddedPorts } from 'second-factor/embedded';
import type { Storage } from 'second-factor/ports';
import type { FacadeParts, FacadeUnderTest } from 'second-factor/testing';
import type { BrokenStorage } from './broken-storage.ts';

/** A façade that is broken in one way. */
export interface BrokenFacade {
  readonly name: string;
  /** The ids of the laws that kill it. */
  readonly diesBy: readonly string[];
  readonly facade: FacadeUnderTest;
}

const operations = {
  login: {},
  'settings.save': {},
  'payout.send': { methods: ['totp'], recoveryCodes: 'refused' },
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
} as const;
const policy = definePolicy({ issuer: 'Acme', operations });

/** Where storage decides which addresses get codes. */
export const automaticPolicy: Policy = definePolicy({
  issuer: 'Acme',
  operations,
  email: { enrollment: 'automatic' },
});
const keys = generateKeys();

/** Breaks a correct façade by replacing some of its members. */
export function brokenBy(
  name: string,
  diesBy: readonly string[],
  change: (twoFactor: TwoFactor, parts: FacadeParts, ports: Ports) => Partial<TwoFactor>,
): BrokenFacade {
  let latest: FacadeParts | undefined;
  return {
    name,
    diesBy,
    facade: {
      policy,
      createPorts(parts) {
        latest = parts;
        return embeddedPorts({ ...parts, keys });
      },
      createTwoFactor({ ports }) {
        const correct = createTwoFactor({ policy, ports, keys });
        if (latest === undefined) throw new TypeError('createPorts must be called first');
        return { ...correct, ...change(correct, latest, ports) };
      },
    },
  };
}

/** A round trip during which other round trips can run. */
async function overTheNetwork<Value>(_label: string, make: () => Promise<Value>): Promise<Value> {
  const value = await make();
  await new Promise((resolve) => void setImmediate(resolve));
  return value;
}

/** A façade on a broken storage. */
export function onBroken(
  { name, create }: BrokenStorage,
  diesBy: readonly string[],
  under: Policy = policy,
): BrokenFacade {
  return {
    name: `storage: ${name}`,
    diesBy,
    facade: {
      policy: under,
      async createPorts(parts): Promise<Ports> {
        const { storage } = await create(overTheNetwork);
        return embeddedPorts({ ...parts, storage, keys });
      },
      createTwoFactor: ({ ports }) => createTwoFactor({ policy: under, ports, keys }),
    },
  };
}

/** A storage whose trust is taken to be that of the client that asks. */
function believed(storage: Storage): Storage {
  const believe = <State extends SubjectState>(state: State, query: StateQuery): State =>
    state.trust === undefined || query.client === undefined
      ? state
      : { ...state, trust: { ...state.trust, client: query.client } };
  return {
    ...storage,
    load: async (tag, query) => believe(await storage.load(tag, query), query),
    async charge(tag, input) {
      const outcome = await storage.charge(tag, input);
      return { ...outcome, state: believe(outcome.state, input) };
    },
  };
}

/** A storage whose recovery codes are taken to be none where there is no factor. */
function repaired(storage: Storage): Storage {
  const repair = <State extends SubjectState>(state: State): State =>
    state.totp === undefined && state.email === undefined ? { ...state, recoveryCodesLeft: 0 } : state;
  return {
    ...storage,
    load: async (tag, query) => repair(await storage.load(tag, query)),
    async charge(tag, input) {
      const outcome = await storage.charge(tag, input);
      return { ...outcome, state: repair(outcome.state) };
    },
  };
}

/** A grant without any check. */
function grantUnchecked(
  subject: string,
  operation: string,
  by: Grant['by'],
): ReturnType<TwoFactor['authorize']> {
  return okAsync({ subject, operation, by, at: 0, trace: [] });
}

/** The parts of a client that are texts. */
function textsOf(client: object): object {
  return Object.fromEntries(Object.entries(client).filter(([, part]) => typeof part === 'string'));
}

const laxPolicy = definePolicy({ issuer: 'Acme', operations: { ...operations, 'account.delete': {} } });

export const brokenFacades: readonly BrokenFacade[] = [
  brokenBy(
    'the clock is 1 ms late',
    ['trust-ends-exactly', 'a-pending-enrollment-ends-exactly', 'an-emailed-code-ends-exactly'],
    (_correct, parts) => {
      const late = { ...parts.clock, now: () => parts.clock.at - 1 };
      const ports = embeddedPorts({ ...parts, clock: late, keys });
      return createTwoFactor({ policy, ports, keys });
    },
  ),
  brokenBy(
    'the applied policy is not the shown one',
    ['trust-only-by-factors-where-it-is-honoured', 'a-token-changes-nothing'],
    (_correct, parts) =>
      createTwoFactor({
        policy: laxPolicy,
        ports: embeddedPorts({ ...parts, keys }),
        keys,
      }),
  ),
  brokenBy(
    'the factor of a login trusts its client',
    ['trust-is-granted-as-the-rule-says'],
    (_correct, parts) =>
      createTwoFactor({
        policy: definePolicy({
          issuer: 'Acme',
          operations: { ...operations, login: { grantsTrust: 'always' } },
        }),
        ports: embeddedPorts({ ...parts, keys }),
        keys,
      }),
  ),
  brokenBy('trust is bound to the address only', ['trust-is-bound-to-its-client'], (correct) => ({
    authorize: ({ client, ...request }) =>
      correct.authorize({ ...request, client: client && { ip: client.ip, session: 'any' } }),
  })),
  brokenBy(
    'a part of the client that is no text is left out',
    ['trust-is-bound-to-its-client'],
    (correct) => ({
      authorize: ({ client, ...request }) =>
        correct.authorize({ ...request, client: client && textsOf(client) }),
    }),
  ),
  {
    name: 'the trust that a storage returns is believed to be of the asking client',
    diesBy: ['trust-of-another-client-opens-nothing'],
    facade: {
      policy,
      createPorts: (parts) => embeddedPorts({ ...parts, keys }),
      createTwoFactor: ({ ports }) =>
        createTwoFactor({ policy, ports: { ...ports, storage: believed(ports.storage) }, keys }),
    },
  },
  {
    name: 'a record that contradicts itself is repaired',
    diesBy: ['a-lost-factor-is-no-missing-one'],
    facade: {
      policy,
      createPorts: (parts) => embeddedPorts({ ...parts, keys }),
      createTwoFactor: ({ ports }) =>
        createTwoFactor({ policy, ports: { ...ports, storage: repaired(ports.storage) }, keys }),
    },
  },
  brokenBy(
    'a code is mailed to every caller who prefers email',
    ['a-wish-for-what-is-not-enrolled-does-nothing'],
    (correct, parts) => ({
      authorize(request) {
        const [to = ''] = [...new Set(parts.mailer.mails.map((mail) => mail.to))];
        if (request.code?.method === 'email') {
          const data = { code: '123 456', expiresAt: 0, at: 0, issuer: 'Acme' };
          void parts.mailer.send({ to, kind: 'code', data });
        }
        return correct.authorize(request);
      },
    }),
  ),
  brokenBy(
    'an account is read once and kept',
    ['a-code-dies-with-its-address', 'a-deleted-account-leaves-nothing'],
    (_correct, parts) => {
      const kept = new Map<string, ReturnType<typeof parts.accounts.find>>();
      const find = (subject: string): ReturnType<typeof parts.accounts.find> => {
        const found = kept.get(subject) ?? parts.accounts.find(subject);
        kept.set(subject, found);
        return found;
      };
      const accounts = { ...parts.accounts, find };
      return createTwoFactor({ policy, ports: embeddedPorts({ ...parts, accounts, keys }), keys });
    },
  ),
  brokenBy(
    'what the host passes is taken for the id of the account',
    ['one-account-is-one-identity'],
    (_correct, parts) => {
      const find = async (id: string): Promise<Account | undefined> => {
        const account = await parts.accounts.find(id);
        return account && { ...account, id };
      };
      const accounts = { ...parts.accounts, find };
      return createTwoFactor({ policy, ports: embeddedPorts({ ...parts, accounts, keys }), keys });
    },
  ),
  brokenBy('forgetting is a reset', ['a-deleted-account-leaves-nothing'], (correct) => ({
    forget: (id) =>
      correct.reset(id, { by: 'host', reason: 'deleted', tokens: 'none' }).map(() => ({ erased: true })),
  })),
  brokenBy('a grant of any age pins', ['a-fresh-grant-pins-the-new-address'], (correct, parts) => ({
    accountChanged(subject, change) {
      const { at } = parts.clock;
      // The call reads the clock before it returns.
      parts.clock.at = change.grant?.at ?? at;
      const changed = correct.accountChanged(subject, change);
      parts.clock.at = at;
      return changed;
    },
  })),
  brokenBy(
    'an attempt that could not be compared stays counted',
    ['an-outage-of-sealing-costs-no-attempt'],
    (_correct, _parts, ports) => {
      const storage: Storage = { ...ports.storage, refund: async () => 'refunded' };
      return createTwoFactor({ policy, ports: { ...ports, storage }, keys });
    },
  ),
  brokenBy(
    'it never asks whether the storage was written under its own root key',
    ['a-storage-of-another-key-opens-nothing'],
    (_correct, _parts, ports) => {
      const storage: Storage = { ...ports.storage, recognize: async () => 'same' };
      return createTwoFactor({ policy, ports: { ...ports, storage }, keys });
    },
  ),
  brokenBy('the password replaces every factor', ['a-password-is-no-factor'], (correct) => ({
    authorize: (request) =>
      request.code?.value?.startsWith('password of') === true
        ? grantUnchecked(request.subject, request.operation, 'password')
        : correct.authorize(request),
  })),
  brokenBy('a failing port grants', ['faults-grant-nothing'], (correct) => ({
    authorize: (request) =>
      correct
        .authorize(request)
        .orElse((denial) =>
          denial.kind === 'unavailable'
            ? grantUnchecked(request.subject, request.operation, 'totp')
            : errAsync(denial),
        ),
  })),
  brokenBy('a denial contains the typed code', ['secrets-stay-inside'], (correct) => ({
    authorize: (request) =>
      correct.authorize(request).mapErr((denial) => ({ ...denial, typed: request.code?.value })),
  })),
  brokenBy('subjects are trimmed', ['subjects-of-any-name-stay-apart'], (correct) => ({
    status: (subject) => correct.status(subject.trim()),
    totp: { ...correct.totp, enroll: (subject, options) => correct.totp.enroll(subject.trim(), options) },
  })),
];
