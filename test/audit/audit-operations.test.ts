/** Compares a policy with the operations that an application uses. @module */

import { definePolicy } from 'second-factor';
import { auditOperations } from 'second-factor/audit';
import { describe, expect, test } from 'vitest';

const policy = definePolicy({
  issuer: 'Acme',
  operations: { login: {}, 'settings.save': {}, 'account.delete': {} },
});
const declared = ['account.delete', 'login', 'settings.save'];

describe('auditOperations', () => {
  test('lists operations without a rule and rules without an operation', () => {
    expect(auditOperations(policy, ['settings.save', 'data.export', 'login', 'settings.save'])).toEqual({
      declared,
      undeclared: ['data.export'],
      unused: ['account.delete'],
    });
  });

  test('lists nothing if both agree, and every operation as unused if none is used', () => {
    expect(auditOperations(policy, declared)).toEqual({ declared, undeclared: [], unused: [] });
    expect(auditOperations(policy, [])).toEqual({ declared, undeclared: [], unused: declared });
  });

  test("knows the library's own operations, but not their misspellings", () => {
    const { undeclared, unused } = auditOperations(policy, [
      ...declared,
      'second-factor.account.change',
      'second-factor.account.changed',
    ]);
    expect([undeclared, unused]).toEqual([['second-factor.account.changed'], []]);
  });

  test('lists a name that every object inherits as undeclared', () => {
    expect(auditOperations(policy, ['constructor', '__proto__', '']).undeclared).toEqual([
      '',
      '__proto__',
      'constructor',
    ]);
  });

  test('reads an iterable only once', () => {
    const once = declared[Symbol.iterator]();
    expect(auditOperations(policy, once).undeclared).toEqual([]);
  });

  test('rejects a policy that was not checked', () => {
    expect(() => auditOperations({ ...policy }, declared)).toThrow(TypeError);
  });
});
