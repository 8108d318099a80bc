/** What the demonstration asks for before each of its operations. @module */

import { type Policy, definePolicy } from 'second-factor';

/** The operations of the demonstration: saving is ordinary, a payout is dangerous, an export needs a fresh factor. */
export type DemoOperation = 'login' | 'settings.save' | 'payout.send' | 'data.export' | 'profile.read';

export const policy: Policy<DemoOperation> = definePolicy({
  issuer: 'Acme Demo',
  operations: {
    login: {},
    'settings.save': {},
    // A trusted client does not pass, and neither does a personal access token.
    'payout.send': { trustedClients: 'ignored', accessTokens: 'no-bypass' },
    // A trusted client passes for one minute after its factor, whatever the policy's five.
    'data.export': { maxAgeSeconds: 60 },
    'profile.read': { secondFactor: 'exempt' },
  },
});
