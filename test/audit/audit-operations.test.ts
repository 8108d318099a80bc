/** A policy beside the operations that an application asks for. @module */

import { definePolicy } from 'second-factor';
import { auditOperations } from 'second-factor/audit';
import { describe, expect, test } from 'vitest';

const policy = definePolicy({
  issuer: 'Acme',
  operations: { login: {}, 'settings.save': {}, 'account.delete': {} },
});
const declared = ['account.delete', 'login', 'settings.save'];

describe('auditOperations', () => {
  test('tells the operation that nobody declared, and the rule that nothing uses', () => {
    expect(auditOperations(policy, ['settings.save', 'data.export', 'login', 'settings.save'])).toEqual({
      declared,
      undeclared: ['data.export'],
      unused: ['account.delete'],
    });
  });

  test('has nothing to tell where both agree, and lists everything where nothing is asked for', () => {
    expect(auditOperations(policy, declared)).toEqual({ declared, undeclared: [], unused: [] });
    expect(auditOperations(policy, [])).toEqual({ declared, undeclared: [], unused: declared });
  });

  test("knows the library's own operations, and none of their misspellings", () => {
    const { undeclared, unused } = auditOperations(policy, [
      ...declared,
      'second-factor.account.change',
      'second-factor.account.changed',
    ]);
    expect([undeclared, unused]).toEqual([['second-factor.account.changed'], []]);
  });

  test('takes a name that every object has for what it is: undeclared', () => {
    expect(auditOperations(policy, ['constructor', '__proto__', '']).undeclared).toEqual([
      '',
      '__proto__',
      'constructor',
    ]);
  });

  test('reads any iterable once', () => {
    const once = declared[Symbol.iterator]();
    expect(auditOperations(policy, once).undeclared).toEqual([]);
  });

  test('refuses a policy that was not checked', () => {
    expect(() => auditOperations({ ...policy }, declared)).toThrow(TypeError);
  });
});
