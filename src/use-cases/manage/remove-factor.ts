/** Taking a factor away: its live code goes too, and with the last factor the recovery codes (P11). @module */

import type { Factor } from '../../domain/policy/method.ts';
import type { EndsOtherSessions } from '../../ports/two-factor.ts';
import type { Call } from '../call/call.ts';
import { announceFactor } from '../call/notices.ts';
import type { Steps } from '../call/steps.ts';
import { type WithProof, commit, endsOtherSessions, permit } from './manage.ts';

/** Under automatic enrollment, taking email away is the subject's word that it is not wanted. */
export function removeFactor(method: Factor) {
  return async function* (call: Call, request: WithProof): Steps<EndsOtherSessions> {
    const permission = yield* permit(call, request);
    const { automaticEmail } = permission.facts;
    yield* commit(
      permission,
      (storage, tag, change) => storage.removeFactor(tag, { ...change, factor: method, automaticEmail }),
      'removed',
      'not-enrolled',
      'superseded',
    );
    await announceFactor(permission, 'factor-removed', method);
    return endsOtherSessions;
  };
}
