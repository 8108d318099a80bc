/** Security events: every state change and every verdict, without a secret (P18). @module */

import type { Instant } from '../domain/base/instant.ts';
import type { Denial, GrantedBy, ManagementRefusal, PortName } from '../domain/decision/denial.ts';
import type { Factor, Method } from '../domain/policy/method.ts';

interface About {
  readonly at: Instant;
  readonly subject: string;
}

/** What happened. */
export type SecurityEvent = About &
  (
    | { readonly kind: 'access-granted'; readonly operation: string; readonly by: GrantedBy }
    | {
        readonly kind: 'access-denied';
        readonly operation: string;
        readonly denial: Denial['kind'];
        readonly method?: Method | undefined;
        /** Why: the denial's own reason, or the port that was unavailable. */
        readonly reason?: string | undefined;
      }
    | {
        readonly kind: 'management-refused';
        readonly operation: string;
        /** What the call was refused with although its proof was good. */
        readonly refusal: ManagementRefusal['kind'];
      }
    | {
        readonly kind: 'attempts-exhausted';
        readonly operation: string;
        readonly method: Method;
        readonly retryAt?: Instant | undefined;
      }
    | { readonly kind: 'client-trusted'; readonly clientId: string; readonly until: Instant }
    | { readonly kind: 'totp-enrollment-started' }
    | { readonly kind: 'totp-enrollment-refused'; readonly reason: string }
    | { readonly kind: 'factor-added' | 'factor-removed'; readonly method: Factor }
    | { readonly kind: 'email-code-sent'; readonly recipients: number }
    | { readonly kind: 'email-code-failed'; readonly port: PortName }
    | { readonly kind: 'recovery-code-used'; readonly recoveryCodesLeft: number }
    | { readonly kind: 'recovery-codes-low'; readonly recoveryCodesLeft: number }
    | { readonly kind: 'recovery-codes-regenerated' }
    | { readonly kind: 'trusted-client-revoked'; readonly clientId: string }
    | { readonly kind: 'all-trusted-clients-revoked' }
    | {
        readonly kind: 'access-token-created' | 'access-token-regenerated';
        readonly tokenId: string;
        readonly tokenName: string;
        readonly bypass: boolean;
      }
    | { readonly kind: 'access-token-revoked'; readonly tokenId: string }
    | { readonly kind: 'all-access-tokens-revoked' }
    | { readonly kind: 'account-changed'; readonly what: 'email' | 'password' }
    | { readonly kind: 'reset'; readonly by: string; readonly reason: string }
    | { readonly kind: 'unlocked'; readonly by: string; readonly reason: string }
    | { readonly kind: 'forgotten'; readonly erased: boolean }
  );

export interface Events {
  /** Called after the commit. What it returns or throws changes no verdict. */
  record(event: SecurityEvent): unknown;
}
