/** The verbs that change factors, recovery codes and the generation, or erase them. @module */

import type { FactorVerbs, ForgetVerbs } from '../../../domain/subject/verb-types.ts';
import { encodeNumber, encodeText, encodeTexts, scopeLetters } from '../field-kinds.ts';
import { encodePendingTotp } from '../lines/authenticator-lines.ts';
import { encodeEmail } from '../lines/email-lines.ts';
import { encodeTrusted } from '../lines/trusted-client-line.ts';
import { beginEnrollmentScript } from '../scripts/begin-enrollment.ts';
import { beginScript } from '../scripts/begin.ts';
import { confirmEnrollmentScript } from '../scripts/confirm-enrollment.ts';
import { enableEmailScript } from '../scripts/enable-email.ts';
import { forgetScript } from '../scripts/forget.ts';
import { raiseGenerationScript } from '../scripts/raise-generation.ts';
import { removeFactorScript } from '../scripts/remove-factor.ts';
import { replaceRecoveryCodesScript } from '../scripts/replace-recovery-codes.ts';
import { resetScript } from '../scripts/reset.ts';
import { unlockScript } from '../scripts/unlock.ts';
import { encodeAttempt, encodeFirst } from './encode-attempt.ts';
import type { RedisVerbs } from './redis-verb.ts';

export const factorVerbs: RedisVerbs<FactorVerbs> = {
  begin: { call: ({ attemptId }) => beginScript.call({ first: encodeFirst(attemptId) }) },
  beginEnrollment: {
    call: ({ generation, pending }) =>
      beginEnrollmentScript.call({
        generation: encodeNumber(generation),
        pending: encodePendingTotp(pending),
      }),
  },
  confirmEnrollment: {
    call: ({ attemptId, generation, at, enrollmentId, step, trust, recoveryDigests }) =>
      confirmEnrollmentScript.call({
        ...encodeAttempt(attemptId),
        generation: encodeNumber(generation),
        at: encodeNumber(at),
        enrollmentId: encodeText(enrollmentId),
        step: encodeNumber(step),
        granted: trust === undefined ? '' : encodeTrusted(trust.client),
        maxClients: trust === undefined ? '' : encodeNumber(trust.maxClients),
        digests: encodeTexts(recoveryDigests),
      }),
  },
  enableEmail: {
    call: ({ attemptId, generation, at, addresses, recoveryDigests }) =>
      enableEmailScript.call({
        ...encodeAttempt(attemptId),
        generation: encodeNumber(generation),
        email: encodeEmail(at, addresses),
        digests: encodeTexts(recoveryDigests),
      }),
  },
  removeFactor: {
    call: ({ attemptId, generation, factor }) =>
      removeFactorScript.call({
        ...encodeAttempt(attemptId),
        generation: encodeNumber(generation),
        scope: scopeLetters[factor],
      }),
  },
  replaceRecoveryCodes: {
    call: ({ attemptId, generation, digests }) =>
      replaceRecoveryCodesScript.call({
        ...encodeAttempt(attemptId),
        generation: encodeNumber(generation),
        digests: encodeTexts(digests),
      }),
  },
  raiseGeneration: {
    call: ({ attemptId, pins, clears }) =>
      raiseGenerationScript.call({
        ...encodeAttempt(attemptId),
        // The enrollment keeps the instant at which it was enabled.
        email: pins === undefined ? '' : encodeEmail(0, pins.addresses),
        generation: pins === undefined ? '' : encodeNumber(pins.generation),
        cleared: clears === undefined ? '' : scopeLetters[clears],
      }),
  },
  unlock: { call: () => unlockScript.call({}) },
  reset: {
    call: ({ attemptId, tokens }) => resetScript.call({ ...encodeAttempt(attemptId), removed: tokens }),
  },
};

export const forgetVerbs: RedisVerbs<ForgetVerbs> = { forget: { call: () => forgetScript.call({}) } };
