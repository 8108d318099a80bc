/** Random calls of every storage verb, from spaces so small that the values collide. @module */

import fc from 'fast-check';
import type { StateQuery } from '../../../src/domain/subject/subject-state.ts';
import type { Storage } from '../../../src/ports/storage.ts';

/** The verbs about a subject or a recipient. */
export type DrawnVerb = Exclude<keyof Storage, 'recognize'>;

/** A call as plain data. Its generation, if it has one, is the distance from the current one. */
export interface StorageCall {
  readonly verb: DrawnVerb;
  /** The arguments after the tag. */
  readonly args: readonly unknown[];
}

/** Texts that look like separators and escapes of some format (P20). */
const hostile = [
  '',
  '%',
  '|',
  'a|b',
  '%0041',
  '{}',
  '}:{',
  'é',
  '💥',
  '\ud800',
  'a\u0000\n',
  '-',
  'out',
  '1|',
];
const text = fc.constantFrom('x', 'y', ...hostile);
/** Mostly one of few names, so that they repeat, and sometimes a hostile one. */
function name(...names: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: text });
}

export const clients = ['c1', 'c2', 'c3'] as const;
export const tokenIds = ['k1', 'k2', 'k3'] as const;
const attemptId = name('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10', 'a11', 'a12');
const digest = name('d1', 'd2', 'd3');
const enrollmentId = name('e1', 'e2');
const address = name('b1', 'b2');
const recipient = name('m1', 'm2');
const clientFingerprint = name(...clients);

/** Distances between instants: each bound that is compared, and both of its neighbors. */
const spans = [0, 1, 999, 1000, 1001, 2000, 4999, 5000, 5001, 59_999, 60_000, 60_001, 300_000, 0.5, -1];
const limitSpans = [1000, 5000, 60_000];

/** Most sequences begin with a record, since no change is made without one. */
const beginning = fc.constantFrom(0, 1, 1, 1).map((calls): readonly StorageCall[] => [begin].slice(0, calls));
const begin: StorageCall = { verb: 'begin', args: [{ attemptId: 'a1' }] };

/** All instants of one sequence are near one start. */
export function storageCalls(): fc.Arbitrary<readonly StorageCall[]> {
  return fc
    .constantFrom(0, 1_767_225_600_000, 1_767_225_600_000, 8.64e15 - 400_000)
    .chain((start) =>
      fc.tuple(beginning, fc.array(anyCall(start), { minLength: 1, maxLength: 30, size: 'max' })),
    )
    .map(([first, calls]) => [...first, ...calls]);
}

function anyCall(start: number): fc.Arbitrary<StorageCall> {
  const at = fc.constantFrom(...spans).map((span) => start + span);
  const parameters = {
    id: enrollmentId,
    algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
    digits: fc.constantFrom(6, 7, 8),
    periodSeconds: fc.constantFrom(15, 30),
  };
  const sealed = fc.record({ keyName: text, nonce: text, ciphertext: text });
  const generation = fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 1) },
  );
  const change = { attemptId, generation };
  const locks = fc.record({
    ms: fc.constantFrom([0, 1000, 5000], [0, 0, 0, 0, 1000], [5000], [0, 60_000, 1000], [0]),
    disabledAt: fc.constantFrom(undefined, 1, 2, 5),
  });
  const limit = fc.record({ withinMs: fc.constantFrom(...limitSpans), maxMails: fc.constantFrom(1, 2, 3) });
  const limits = fc.oneof(
    { weight: 20, arbitrary: fc.array(limit, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
  const digests = fc.array(digest, { maxLength: 4 });
  const digits = fc.constantFrom(6, 6, 6, 7, 8, undefined);
  const onlyWithoutFactor = fc.constantFrom(undefined, undefined, true, false);
  const candidate = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        method: fc.constantFrom('totp', 'email', 'enrollment'),
        digits,
        onlyWithoutFactor,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        method: fc.constantFrom('recovery-code', 'password'),
        isWellFormed: fc.constantFrom(true, true, false),
        onlyWithoutFactor,
      }),
    },
  );
  const factor = fc.constantFrom('totp', 'email');
  const trusted = fc.record({
    client: clientFingerprint,
    method: factor,
    factorAt: at,
    diesAt: at,
    label: text,
  });
  const match = fc.oneof(
    fc.record({
      method: fc.constant('totp'),
      enrollmentId,
      step: fc.oneof(fc.nat(6), fc.constant(2 ** 53 - 1)),
    }),
    fc.record({ method: fc.constant('email'), digest }),
    fc.record({ method: fc.constant('recovery-code'), digest }),
    fc.record({ method: fc.constant('password') }),
  );
  const token = fc.record(
    {
      id: name(...tokenIds),
      digest,
      name: name('n1', 'n2', 'n3'),
      owner: sealed,
      bypass: fc.boolean(),
      scopes: fc.array(text, { maxLength: 3 }),
      createdAt: at,
      expiresAt: at,
      lastFour: text,
      lastUsedAt: at,
    },
    { requiredKeys: ['id', 'digest', 'name', 'owner', 'bypass', 'createdAt', 'lastFour'] },
  );
  const query: fc.Arbitrary<StateQuery> = fc.record(
    { client: clientFingerprint, tokenId: name(...tokenIds) },
    { requiredKeys: [] },
  ) as never;
  const maximum = fc.constantFrom(1, 2, 3, 0);
  const granted = fc.option(fc.record({ client: trusted, maxClients: maximum }), { nil: undefined });

  const verbs: Readonly<Record<DrawnVerb, readonly [number, fc.Arbitrary<readonly unknown[]>]>> = {
    load: [2, fc.tuple(query)],
    charge: [
      10,
      input({
        attemptId,
        at,
        candidates: fc.array(candidate, { maxLength: 4 }),
        automaticEmail: fc.boolean(),
        locks,
        client: fc.option(clientFingerprint, { nil: undefined }),
        trust: fc.option(
          fc.record({ seconds: fc.constantFrom(1, 5, 60), methods: fc.subarray(['totp', 'email']) }),
          { nil: undefined },
        ),
      }),
    ],
    settle: [
      10,
      input({
        ...change,
        at,
        match,
        trust: granted,
      }),
    ],
    begin: [2, input({ attemptId })],
    beginEnrollment: [5, input({ ...change, pending: fc.record({ ...parameters, sealed, expiresAt: at }) })],
    confirmEnrollment: [
      5,
      input({ ...change, at, enrollmentId, step: fc.nat(6), recoveryDigests: digests, trust: granted }),
    ],
    enableEmail: [
      3,
      input({ ...change, at, addresses: fc.array(address, { maxLength: 3 }), recoveryDigests: digests }),
    ],
    removeFactor: [2, input({ ...change, factor: fc.constantFrom('totp', 'email') })],
    replaceRecoveryCodes: [2, input({ ...change, digests })],
    raiseGeneration: [
      2,
      input({
        attemptId,
        pins: fc.option(fc.record({ generation, addresses: fc.array(address, { maxLength: 3 }) }), {
          nil: undefined,
        }),
        clears: fc.constantFrom(undefined, 'password'),
      }),
    ],
    refund: [
      4,
      input({
        attemptId,
        method: fc.constantFrom('totp', 'email', 'recovery-code', 'password', 'enrollment'),
      }),
    ],
    reset: [1, input({ attemptId, tokens: fc.constantFrom('bypass', 'all', 'none') })],
    forget: [1, fc.constant([])],
    unlock: [1, fc.constant([])],
    pinEmail: [3, input({ ...change, at, addresses: fc.array(address, { maxLength: 3 }) })],
    issueEmailCode: [
      6,
      input({
        ...change,
        at,
        code: fc.record({
          purpose: fc.constantFrom('challenge', 'first-factor'),
          digest,
          digits: fc.constantFrom(6, 7),
          expiresAt: at,
        }),
        limits,
      }),
    ],
    withdrawEmailCode: [2, input({ attemptId, releaseMs: fc.constantFrom(...limitSpans) })],
    countMail: [3, fc.tuple(recipient, fc.record({ attemptId, at, limits }))],
    listTrusted: [1, fc.constant([])],
    revokeTrusted: [3, input({ at, client: clientFingerprint })],
    revokeAllTrusted: [1, input({ attemptId })],
    insertToken: [5, input({ ...change, token, maxTokens: maximum })],
    replaceToken: [3, input({ ...change, id: name(...tokenIds), token })],
    revokeToken: [1, input({ id: name(...tokenIds), attemptId })],
    revokeAllTokens: [1, input({ attemptId })],
    findToken: [
      4,
      input({
        id: name(...tokenIds),
        at,
        everyMs: fc.constantFrom(1000, 5000),
        digests: fc.array(digest, { maxLength: 3 }),
      }),
    ],
    listTokens: [1, fc.constant([])],
  };
  return fc.oneof(
    ...Object.entries(verbs).map(([verb, [weight, args]]) => ({
      weight,
      arbitrary: args.map((drawn): StorageCall => ({ verb: verb as DrawnVerb, args: drawn })),
    })),
  );
}

function input(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<readonly unknown[]> {
  return fc.tuple(fc.record(fields));
}
