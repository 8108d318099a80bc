/** Describes security events for the page. @module */

import type { SecurityEvent } from 'second-factor';
import { methodNames } from './method-names.ts';

export function describeEvent(event: SecurityEvent): string {
  switch (event.kind) {
    case 'access-granted':
      return `${event.operation}: permitted (${event.by})`;
    case 'access-denied':
      return `${event.operation}: refused (${event.denial}${event.reason === undefined ? '' : `, ${event.reason}`})`;
    case 'management-refused':
      return `${event.operation}: not changed (${event.refusal})`;
    case 'attempts-exhausted':
      return `Too many wrong codes for the ${methodNames[event.method]}`;
    case 'client-trusted':
      return 'This client is now trusted';
    case 'totp-enrollment-started':
      return 'Authenticator setup was started';
    case 'totp-enrollment-refused':
      return `Authenticator setup was refused (${event.reason})`;
    case 'factor-added':
      return `Added: ${methodNames[event.method]}`;
    case 'factor-removed':
      return `Removed: ${methodNames[event.method]}`;
    case 'email-code-sent':
      return 'A code was emailed';
    case 'email-code-failed':
      return `A code could not be emailed (${event.port})`;
    case 'recovery-code-used':
      return `A recovery code was used; ${event.recoveryCodesLeft} left`;
    case 'recovery-codes-low':
      return `Few recovery codes are left: ${event.recoveryCodesLeft}`;
    case 'recovery-codes-regenerated':
      return 'Recovery codes were regenerated';
    case 'trusted-client-revoked':
      return 'A trusted client was revoked';
    case 'all-trusted-clients-revoked':
      return 'All trusted clients were revoked';
    case 'access-token-created':
      return `Token “${event.tokenName}” was created${event.bypass ? ', with bypass' : ''}`;
    case 'access-token-regenerated':
      return `Token “${event.tokenName}” was renewed`;
    case 'access-token-revoked':
      return 'A token was revoked';
    case 'all-access-tokens-revoked':
      return 'All tokens were revoked';
    case 'account-changed':
      return `The ${event.what} was changed`;
    case 'unlocked':
      return `Unlocked by ${event.by}: ${event.reason}`;
    case 'reset':
      return `Everything was reset by ${event.by}: ${event.reason}`;
    case 'forgotten':
      return event.erased ? 'Everything was erased' : 'There was nothing to erase';
  }
}
