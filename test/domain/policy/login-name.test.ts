/** An operation that looks like a login must say whether it is one. @module */

import { describe, expect, it } from 'vitest';
import { definePolicy, parsePolicy, rocketChatPolicy } from '../../../src/index.ts';

const policyOf = (operations: object) => definePolicy({ issuer: 'Acme', operations });

describe('definePolicy', () => {
  it.each([
    'signin',
    'sign-in',
    'sign_in',
    'signIn',
    'SignIn',
    'sign in',
    'signon',
    'Login',
    'LOGIN',
    'log_in',
    'log-on',
    'logOn',
    'user.login',
    'users.signIn',
    'auth/login',
    'api:log.in',
    'login2',
    'loginWithGoogle',
    'userLogin',
    'OAuthLogin',
    'LDAPLogin',
    'SSOLogin',
    'SAMLSignIn',
    'login ',
  ])('refuses %j until its rule says whether it is a login', (name) => {
    expect(() => policyOf({ [name]: {} })).toThrow(
      new RangeError(
        `policy: operations.${name}.login must be written here, since the name looks like a login: true or false`,
      ),
    );
    expect(policyOf({ [name]: { login: true } }).operations[name]).toMatchObject({
      login: true,
      passwordFallback: 'forbidden',
    });
    expect(policyOf({ [name]: { login: false } }).operations[name]).toMatchObject({
      login: false,
      passwordFallback: 'allowed',
    });
  });

  it.each([
    'blog.index',
    'blog-in',
    'design.invoice',
    'log.info',
    'logins',
    'signing',
    'catalog.in-stock',
    'assign-in-bulk',
    'settings.save',
  ])('takes %j for what it is', (name) => {
    expect(policyOf({ [name]: {} }).operations[name]).toMatchObject({ login: false });
  });

  it('takes `login` itself for a login', () => {
    expect(policyOf({ login: {} }).operations['login']).toMatchObject({ login: true });
  });
});

it('parsePolicy says it without throwing', () => {
  const refused = parsePolicy({ issuer: 'Acme', operations: { 'user.login': {} } });
  expect(refused._unsafeUnwrapErr()).toMatchObject({ field: 'operations.user.login.login' });
});

it('rocketChatPolicy asks for it too', () => {
  const operations = { 'users.signin': { disableRememberMe: true } };
  expect(() => rocketChatPolicy({ issuer: 'Acme', operations })).toThrow(/operations\.users\.signin\.login/);
});
