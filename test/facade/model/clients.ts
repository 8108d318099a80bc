/** The subjects at the start of a run, and their clients. @module */

import type { ModelClient } from './decision.ts';
import type { Numbers } from './settings.ts';
import { type Model, newPerson } from './state.ts';

export const clients: readonly (ModelClient | undefined)[] = [
  { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' },
  { userAgent: 'Firefox', ip: '203.0.113.9', session: 's2' },
  { userAgent: 'Firefox', ip: '::ffff:203.0.113.9', session: 's1' },
  { ip: '203.0.113.9', session: 's1' },
  { session: 's1' },
  { userAgent: 'Firefox' },
  { userAgent: 'Firefox', ip: '203.0.113.9', session: 7 as unknown as string },
  undefined,
];

export function newModel(numbers: Numbers, now: () => number): Model {
  const people = [
    newPerson('alice', {
      username: 'alice',
      password: 'correct horse',
      verifiedEmails: ['alice@example.org', 'shared@example.org'],
    }),
    newPerson('bob', {
      verifiedEmails: ['Shared@EXAMPLE.org', 'bob@bücher.example'],
      mustHaveFactor: true,
    }),
    newPerson('empty', { verifiedEmails: [] }),
    newPerson('lost', { verifiedEmails: [], password: 'battery staple', factorEnrolled: true }),
  ];
  return {
    numbers,
    now,
    people: new Map(people.map((person) => [person.name, person])),
    codeMails: new Map(),
    notices: new Map(),
  };
}

/** The instants at which something expires or a limit ends. */
export function instantsThatMatter(model: Model): readonly number[] {
  const { numbers } = model;
  const instants = [...model.people.values()].flatMap((person) => [
    person.pending?.expiresAt,
    person.code?.expiresAt,
    ...Object.values(person.failures).map(({ lockedUntil }) => lockedUntil),
    ...person.trusted.flatMap(({ factorAt, diesAt }) => [
      diesAt,
      factorAt + numbers.trustSeconds * 1000,
      factorAt + 60_000,
      factorAt - 60_000,
    ]),
    ...person.issuedAt.flatMap((time) => [
      time + numbers.cooldownSeconds * 1000,
      time + 300_000,
      time + 86_400_000,
    ]),
    ...person.tokens.flatMap(({ createdAt, expiresAt, lastUsedAt }) => [
      expiresAt,
      createdAt + (numbers.maxTokenSeconds ?? 0) * 1000,
      lastUsedAt && lastUsedAt + 60_000,
    ]),
  ]);
  return [...new Set(instants.filter((instant) => instant !== undefined && instant > 0))] as number[];
}
