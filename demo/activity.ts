/** Security events in words for a person. @module */

import type { SecurityEvent } from 'second-factor';
import { methodWords } from './method-words.ts';

export function describeEvent(event: SecurityEvent): string {
  switch (event.kind) {
    case 'access-granted':
      return `${event.operation}: let through (${event.by})`;
    case 'access-denied':
      return `${event.operation}: refused (${event.denial}${event.reason === undefined ? '' : `, ${event.reason}`})`;
    case 'management-refused':
      return `${event.operation}: not done (${event.refusal})`;
    case 'attempts-exhausted':
      return `Too many wrong codes for the ${methodWords[event.method]}`;
    case 'client-trusted':
      return 'This client is trusted from now on';
    case 'totp-enrollment-started':
      return 'Setting up an authenticator was started';
    case 'totp-enrollment-refused':
      return `Setting up an authenticator was refused (${event.reason})`;
    case 'factor-added':
      return `Added: ${methodWords[event.method]}`;
    case 'factor-removed':
      return `Removed: ${methodWords[event.method]}`;
    case 'email-code-sent':
      return 'A code was mailed';
    case 'email-code-failed':
      return `A code could not be mailed (${event.port})`;
    case 'recovery-code-used':
      return `A recovery code was used, ${event.recoveryCodesLeft} are left`;
    case 'recovery-codes-low':
      return `Only ${event.recoveryCodesLeft} recovery codes are left`;
    case 'recovery-codes-regenerated':
      return 'New recovery codes, the old ones are void';
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
    case 'reset':
      return `Everything was reset by ${event.by}: ${event.reason}`;
  }
}
