/** The whole façade on the default adapters keeps every law, under different policies. @module */

import { createTwoFactor, definePolicy } from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import { facadeLaws, register } from 'second-factor/testing';
import { describe, it } from 'vitest';
import { defaultPolicy } from '../support/world.ts';

const policies = {
  'the default numbers': defaultPolicy,
  'email automatic, short trust, wide window': definePolicy({
    issuer: 'Acme',
    operations: { login: {}, save: { methods: ['email', 'totp'], maxAgeSeconds: 60 } },
    email: { enrollment: 'automatic', cooldownSeconds: 10 },
    totp: { window: 2, digits: 8, algorithm: 'SHA256', periodSeconds: 60 },
  }),
  'operations with factors of their own': definePolicy({
    issuer: 'Acme',
    operations: {
      login: { grantsTrust: 'always' },
      save: {},
      pay: { methods: ['totp'], recoveryCodes: 'refused' },
      read: { grantsTrust: 'never' },
      mail: { methods: ['email'], maxAgeSeconds: 60 },
    },
    enrollment: { grantsTrust: true },
    email: { cooldownSeconds: 10 },
  }),
  'the strictest': definePolicy({
    issuer: 'Acme',
    operations: {
      delete: { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
    },
    attempts: { free: 1, disableAt: 5 },
    totp: { window: 0 },
    trust: { seconds: 0 },
    enrollment: { firstFactor: 'refuse' },
  }),
};

for (const [name, policy] of Object.entries(policies)) {
  const runs = policy === defaultPolicy ? 200 : 50;
  describe(`under ${name}`, () => {
    register(
      facadeLaws({ policy, createTwoFactor, createPorts: (parts) => embeddedPorts(parts) }, { runs }),
      { describe, it },
    );
  });
}
