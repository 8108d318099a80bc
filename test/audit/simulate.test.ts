/** `simulate` and a deployment decide alike, in every combination of facts. @module */

import { Result, definePolicy, generateKeys, parseKeys } from 'second-factor';
import { createMemoryStorage } from 'second-factor/adapters/memory';
import { type Simulation, type Situation, simulate } from 'second-factor/audit';
import { expect, test } from 'vitest';
import { Secret } from '../../src/domain/base/secret.ts';
import { deriveMacs } from '../../src/domain/keys/derived-keys.ts';
import { type ClientFingerprint, tagAddress } from '../../src/domain/keys/keyed-names.ts';
import type { Factor } from '../../src/domain/policy/method.ts';
import { type SubjectState, emptyState } from '../../src/domain/subject/subject-state.ts';
import { nobleHashing } from '../../src/otp.ts';
import type { AuthenticatedToken } from '../../src/ports/credentials.ts';
import { testWorld } from '../support/world.ts';

const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
  'status.read': { secondFactor: 'exempt' },
  recent: { maxAgeSeconds: 60, methods: ['email'], passwordFallback: 'forbidden' },
  'second-factor.totp.enroll': {},
} as const;
type Operation = keyof typeof operations;

const choices = {
  operation: Object.keys(operations) as Operation[],
  enrolled: [[], ['totp'], ['email'], ['totp', 'email']],
  hasPassword: [false, true],
  hasVerifiedAddress: [undefined, false, true],
  mustHaveFactor: [false, true],
  signedInSecondsAgo: [undefined, 301, 300],
  factorAgeSeconds: [undefined, 30, 120],
  factorMethod: [undefined, 'email'],
  accessToken: [undefined, 'session', 'bypass'],
} as const;

/** Every combination of one value from each list. */
function situations(): Situation<Operation>[] {
  return Object.entries(choices).reduce<object[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as Situation<Operation>[];
}

const keys = parseKeys(generateKeys())._unsafeUnwrap();
const address = tagAddress(deriveMacs(nobleHashing, keys), 'alice@example.org');
const client = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
const accessToken = { id: 't', digest: new Secret('d') } as unknown as AuthenticatedToken;

function trustOf(
  client: ClientFingerprint,
  method: Factor,
  factorAt: number,
): NonNullable<SubjectState['trust']> {
  return { client, method, factorAt, diesAt: factorAt + 300_000, label: '' };
}

function stateOf(
  situation: Situation<Operation>,
  at: number,
  asking: ClientFingerprint | undefined,
): SubjectState {
  const { enrolled = [], factorAgeSeconds, factorMethod, accessToken: kind } = situation;
  const sealed = { keyName: 'k', nonce: 'n', ciphertext: 'c' };
  const parameters = { id: 'e', algorithm: 'SHA1', digits: 6, periodSeconds: 30, sealed } as const;
  return {
    ...emptyState,
    generation: 1,
    ...(enrolled.includes('totp')
      ? { totp: { ...parameters, enrolledAt: at - 1, lastStep: 1, spentBy: 'a' } }
      : {}),
    ...(enrolled.includes('email') ? { email: { enabledAt: at - 1, addresses: [address] } } : {}),
    ...(factorAgeSeconds === undefined || asking === undefined
      ? {}
      : { trust: trustOf(asking, factorMethod ?? enrolled[0] ?? 'totp', at - factorAgeSeconds * 1000) }),
    ...(kind === undefined
      ? {}
      : {
          token: {
            id: 't',
            digest: 'd',
            name: 'n',
            owner: sealed,
            bypass: kind === 'bypass',
            createdAt: at,
            expiresAt: undefined,
            lastFour: 'abcd',
          },
        }),
  };
}

test.each(['explicit', 'automatic'] as const)(
  'the result is that of a deployment with %s email codes',
  async (enrollment) => {
    const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment } });
    const seen = new Set<string>();
    for (const situation of situations()) {
      const {
        enrolled = [],
        hasVerifiedAddress = enrolled.includes('email'),
        signedInSecondsAgo,
      } = situation;
      const world = testWorld({
        policy: policy as never,
        keys,
        storage: {
          ...createMemoryStorage(),
          load: (_, query) => Promise.resolve(stateOf(situation, world.clock.at, query.client)),
          pinEmail: (_, { at, generation, addresses }) =>
            Promise.resolve({ kind: 'pinned', generation, email: { enabledAt: at, addresses } }),
        },
        accounts: {
          alice: {
            ...(situation.hasPassword === true ? { password: 'correct horse' } : {}),
            verifiedEmails: hasVerifiedAddress ? ['alice@example.org'] : [],
            mustHaveFactor: situation.mustHaveFactor === true,
          },
        },
      });
      const result = await world.twoFactor.authorize({
        subject: 'alice',
        operation: situation.operation as never,
        client: {
          ...(situation.factorAgeSeconds === undefined ? {} : client),
          ...(signedInSecondsAgo === undefined
            ? {}
            : { signedInAt: world.clock.at - signedInSecondsAgo * 1000 }),
        },
        ...(situation.accessToken === undefined ? {} : { accessToken }),
      });
      const deployed = result.match(
        (grant) => ({ outcome: 'granted', by: grant.by }),
        (denial) =>
          denial.kind === 'second-factor-required'
            ? { outcome: 'asked', method: denial.method, availableMethods: denial.availableMethods }
            : { outcome: 'refused', denial: denial.kind },
      );
      const { why, ...simulated } = simulate(policy, situation);
      expect({ situation, ...simulated }).toEqual({ situation, ...deployed });
      expect(why.length).toBeGreaterThan(2);
      seen.add(summary(simulated));
    }
    expect([...seen].sort()).toEqual([
      'access-token',
      'access-token-refused',
      'asked email',
      'asked password',
      'asked totp',
      'enrollment-required',
      'not-enrolled',
      'not-required',
      'trusted-client',
    ]);
  },
);

function summary(simulated: Omit<Simulation, 'why'>): string {
  const { outcome, by, method, denial } = simulated as Record<string, string>;
  return by ?? denial ?? `${outcome} ${method}`;
}

test('explains the result step by step', () => {
  const policy = definePolicy({ issuer: 'Acme', operations });
  expect(
    simulate(policy, { operation: 'settings.save', enrolled: ['totp'], factorAgeSeconds: 300 }).why,
  ).toEqual([
    'The policy declares this operation.',
    'The account exists.',
    'The trust in this client has expired or is too old for this operation.',
    'No code was presented.',
    'A code from the authenticator app is required.',
  ]);
});

test('an undeclared operation is refused and does not compile', () => {
  const policy = definePolicy({ issuer: 'Acme', operations });
  // @ts-expect-error -- a misspelled operation
  expect(simulate(policy, { operation: 'setings.save' })).toEqual({
    outcome: 'refused',
    denial: 'unknown-operation',
    why: ['The policy does not declare this operation.'],
  });
});

test('an unchecked object that looks like a policy is rejected', () => {
  const policy = definePolicy({ issuer: 'Acme', operations });
  const simulated = Result.fromThrowable(() => simulate({ ...policy }, { operation: 'login' }));
  expect(simulated()._unsafeUnwrapErr()).toBeInstanceOf(TypeError);
});
