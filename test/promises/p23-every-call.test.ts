/** P23: every call under another root key is unavailable. @module */

import { expect, test } from 'vitest';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor, generateKeys } from '../../src/index.ts';
import { type Deployment, deploy, password, scenarioPolicy } from '../facade/faults/deployment.ts';
import { scenarios } from '../facade/faults/scenarios.ts';
import { accountsIn } from '../support/world.ts';

const alice = { username: 'alice', password, verifiedEmails: ['alice@example.org'] };

// `test/promises/p29-shared-memory.test.ts` checks that every call is among the scenarios.
test.each(scenarios)('P23 $name: unavailable under another root key', async (scenario) => {
  const deployment: { -readonly [Name in keyof Deployment]: Deployment[Name] } = deploy();
  const makeCall = await scenario.before(deployment);
  // Some scenarios store nothing beforehand: the mark is there from the first call.
  void (await deployment.twoFactor.status('alice'));
  const { clock, storage } = deployment;
  deployment.twoFactor = createTwoFactor<string>({
    policy: scenarioPolicy,
    ports: embeddedPorts({
      keys: generateKeys(),
      clock,
      storage,
      mailer: { send: async () => undefined },
      accounts: accountsIn(new Map([['alice', alice]])),
    }),
  });
  const refused = await makeCall();
  expect(refused.isErr() && refused.error).toMatchObject({ kind: 'unavailable', port: 'storage' });
});
