/** P19: the whole façade keeps its laws on Redis, under a policy that leaves few out. @module */

import { createTwoFactor, definePolicy, generateKeys } from 'second-factor';
import { createRedisStorage } from 'second-factor/adapters/redis';
import { embeddedPorts } from 'second-factor/embedded';
import { facadeLaws, register } from 'second-factor/testing';
import { describe, it } from 'vitest';
import { oneServer } from './one-server.ts';

const redis = oneServer();
let deployments = 0;

const policy = definePolicy({
  issuer: 'Acme',
  operations: {
    login: {},
    save: {},
    pay: { methods: ['totp'], recoveryCodes: 'refused' },
    mail: { methods: ['email'] },
  },
  email: { enrollment: 'automatic' },
});

describe('the laws of the façade, on Redis', () => {
  const facade = {
    policy,
    createTwoFactor,
    createPorts: (parts: Parameters<typeof embeddedPorts>[0]) =>
      embeddedPorts({
        ...parts,
        keys: generateKeys(),
        storage: createRedisStorage(redis.client, { prefix: `facade-${++deployments}` }),
      }),
  };
  register(facadeLaws(facade, { runs: 5 }), { describe, it });
});
