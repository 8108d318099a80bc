/** How steps are drawn. @module */

import fc from 'fast-check';
import { operationNames, reservedNames } from './settings.ts';
import type { Presented, Step, Typing } from './steps.ts';

const who = fc.oneof(
  { weight: 12, arbitrary: fc.constant('alice') },
  { weight: 8, arbitrary: fc.constant('bob') },
  { weight: 1, arbitrary: fc.constantFrom('nobody', 'lost') },
  { weight: 1, arbitrary: fc.constant('empty') },
);
const from = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(6) });
const typing = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Typing>('apt') },
  {
    weight: 9,
    arbitrary: fc.constantFrom<Typing[]>(
      'totp',
      'email',
      'recovery',
      'password',
      'wrong digits',
      'nothing',
      'nothing',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Typing[]>(
      'pending totp',
      'spent totp',
      'late totp',
      'early totp',
      'old email',
      'spent recovery',
      'foreign email',
      'foreign recovery',
      'wrong password',
      'short digits',
      'nonsense',
    ),
  },
);
const as = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Presented['as']>('fitting') },
  { weight: 4, arbitrary: fc.constant<Presented['as']>('none') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Presented['as'][]>(
      'totp',
      'email',
      'recovery-code',
      'password',
      'carrier-pigeon',
    ),
  },
);
const spelling = fc.constantFrom<Presented['spelling'][]>('plain', 'plain', 'spaced', 'dashed', 'lower');
/** Around the boundaries of `freshSeconds` and of the tolerance for clocks. */
const signedInMsAgo = fc.constantFrom(undefined, 0, 0, -60_000, -60_001, 60_000, 60_001, 300_000, 300_001);
const presented: fc.Arbitrary<Presented> = fc.record({
  typing,
  as,
  spelling,
  resend: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  signedInMsAgo,
});
const apt: fc.Arbitrary<Presented> = fc.oneof(
  {
    weight: 3,
    arbitrary: signedInMsAgo.map((ago): Presented => ({
      typing: 'apt',
      as: 'fitting',
      spelling: 'plain',
      resend: false,
      signedInMsAgo: ago,
    })),
  },
  { weight: 1, arbitrary: presented },
);
const by = { who, from, presented: apt };
const operation = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<string[]>(...operationNames) },
  { weight: 1, arbitrary: fc.constantFrom<string[]>(...reservedNames) },
  { weight: 1, arbitrary: fc.constantFrom('no.such', 'toString', 'second-factor.no-such') },
);
const minute = 60_000;

/** One arbitrary for each kind of step; steps with many outcomes weigh more. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  weigh(3, { do: fc.constant('wait'), ms: fc.constantFrom(0, 1, 1000, 29_999, 30_000, minute, 5 * minute) }),
  weigh(1, {
    do: fc.constant('wait'),
    ms: fc.constantFrom(-1, -1000, -30_000, -59_999, -60_001, -50 * minute),
  }),
  weigh(1, {
    do: fc.constant('wait'),
    ms: fc.constantFrom(50 * minute, 24 * 60 * minute, 40 * 24 * 60 * minute),
  }),
  weigh(4, {
    do: fc.constant('go to an instant that matters'),
    nth: fc.nat(30),
    offset: fc.constantFrom(-1, 0, 0, 1),
  }),
  weigh(12, {
    do: fc.constant('authorize'),
    who,
    from,
    presented,
    operation,
    token: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(9) }),
  }),
  weigh(4, { do: fc.constant('enroll an authenticator'), ...by }),
  weigh(3, {
    do: fc.constant('pass the challenge and come back'),
    who,
    from,
    operation,
    afterMs: fc.constantFrom(0, 59_999, minute, 299_999, 5 * minute, -59_999, -minute, -60_001),
  }),
  weigh(3, {
    do: fc.constant('guess'),
    who,
    as: fc.constantFrom('totp', 'email', 'password', 'recovery-code', undefined),
    times: fc.integer({ min: 1, max: 7 }),
  }),
  weigh(3, {
    do: fc.constant('use a new token'),
    ...by,
    bypass: fc.constantFrom(true, true, false),
    scopes: fc.oneof(fc.constant(undefined), fc.array(operation, { minLength: 1, maxLength: 3 })),
    operation,
  }),
  weigh(4, {
    do: fc.constantFrom(
      'enroll totp',
      'remove totp',
      'enable email',
      'enable email',
      'disable email',
      'regenerate codes',
    ),
    ...by,
  }),
  weigh(2, { do: fc.constant('confirm totp'), who, from, presented: fc.oneof(presented, pendingTotp()) }),
  weigh(2, {
    do: fc.constant('send code'),
    who,
    operation: fc.oneof(fc.constant(undefined), operation),
  }),
  weigh(3, {
    do: fc.constant('create token'),
    ...by,
    name: fc.constantFrom('ci', 'backup', 'phone', '', ' ', 'n'.repeat(100), 'n'.repeat(101)),
    bypass: fc.boolean(),
    scopes: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.array(operation, { maxLength: 3 }) },
    ),
    lifeMs: fc.constantFrom(undefined, undefined, 1, minute, 60 * minute, 0, -1),
  }),
  weigh(1, { do: fc.constant('regenerate token'), ...by, nth: fc.nat(9), byName: fc.boolean() }),
  weigh(3, {
    do: fc.constantFrom('revoke token', 'authenticate', 'authenticate', 'revoke client'),
    who,
    nth: fc.nat(9),
  }),
  weigh(3, {
    do: fc.constantFrom(
      'remaining',
      'status',
      'list tokens',
      'list clients',
      'list clients',
      'revoke all tokens',
      'revoke all clients',
    ),
    who,
  }),
  weigh(2, {
    do: fc.constant('change account'),
    who,
    what: fc.constantFrom('email', 'password'),
    verified: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
    reports: fc.oneof(
      { weight: 3, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    vouchedMs: fc.oneof(
      { weight: 1, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(0, 0, minute, 5 * minute, 5 * minute + 1, -minute, -minute - 1),
      },
    ),
  }),
  weigh(1, {
    do: fc.constant('reset'),
    who,
    by: fc.constantFrom('root', 'root', 'root', ' '),
    tokens: fc.constantFrom('bypass', 'all', 'none'),
  }),
  weigh(1, { do: fc.constant('leave or come back'), who, forgets: fc.boolean(), isTaken: fc.boolean() }),
  weigh(1, { do: fc.constant('switch policy') }),
) as fc.Arbitrary<Step>;

function pendingTotp(): fc.Arbitrary<Presented> {
  return fc.constant({ typing: 'pending totp', as: 'none', spelling: 'plain', resend: false });
}

function weigh(
  weight: number,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): { readonly weight: number; readonly arbitrary: fc.Arbitrary<unknown> } {
  return { weight, arbitrary: fc.record(fields) };
}
