/** The policy of the demonstration. @module */

import { type Policy, definePolicy } from 'second-factor';

/** The operations: saving is ordinary, a payout is dangerous, an export needs a fresh factor. */
export type DemoOperation = 'login' | 'settings.save' | 'payout.send' | 'data.export' | 'profile.read';

export const policy: Policy<DemoOperation> = definePolicy({
  issuer: 'Acme Demo',
  operations: {
    login: {},
    'settings.save': {},
    // Neither a trusted client nor a personal access token replaces the second factor.
    'payout.send': { trustedClients: 'ignored', accessTokens: 'no-bypass' },
    // Trust counts for one minute after the factor was verified, although it lasts five.
    'data.export': { maxAgeSeconds: 60 },
    'profile.read': { secondFactor: 'exempt' },
  },
});
