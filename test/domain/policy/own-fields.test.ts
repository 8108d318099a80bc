/** A policy is read by its own fields: an inherited one would silently be its default. @module */

import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import { parsePolicy } from '../../../src/index.ts';

const problem = 'must be an object with fields of its own';
const strict = { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' };
const refused = (input: unknown) => parsePolicy(input)._unsafeUnwrapErr();

it('refuses a rule whose fields are inherited', () => {
  const bare = Object.assign(Object.create(null), strict) as object;
  for (const inherited of [strict, bare]) {
    const operations = { 'account.delete': Object.create(inherited) as object };
    expect(refused({ issuer: 'Acme', operations })).toMatchObject({
      field: 'operations.account.delete',
      problem,
    });
  }
});

it('refuses an inherited statement that a name is a login', () => {
  const operations = { signin: Object.create({ login: true }) as object };
  expect(refused({ issuer: 'Acme', operations })).toMatchObject({ field: 'operations.signin', problem });
});

it('refuses a section that is an instance of a class', () => {
  class Trust {
    get seconds(): number {
      return 0;
    }
  }
  expect(refused({ issuer: 'Acme', operations: {}, trust: new Trust() })).toMatchObject({
    field: 'trust',
    problem,
  });
});

it('accepts objects without a prototype, and those of another realm', () => {
  const foreign: unknown = runInContext('({ trustedClients: "ignored" })', createContext());
  const bare = Object.assign(Object.create(null), { trustedClients: 'ignored' }) as object;
  const policy = parsePolicy({ issuer: 'Acme', operations: { foreign, bare } })._unsafeUnwrap();
  expect(policy.operations['foreign']?.trustedClients).toBe('ignored');
  expect(policy.operations['bare']?.trustedClients).toBe('ignored');
});
