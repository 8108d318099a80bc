/** The verbs that change factors, recovery codes and the generation. @module */

import type { FactorVerbs } from '../../domain/subject/verb-types.ts';
import type { Storage } from '../../ports/storage.ts';
import { encodeEmail, encodeFlag, encodePending } from './encode-records.ts';
import { scopeLetters } from './formats.ts';
import {
  beginEnrollmentScript,
  raiseGenerationScript,
  confirmEnrollmentScript,
  enableEmailScript,
  removeFactorScript,
  replaceRecoveryCodesScript,
  resetScript,
} from './scripts/index.ts';
import { encodeNumber, encodeText } from './stored-text.ts';
import type { AskScript } from './verb.ts';

export function createFactorVerbs(ask: AskScript): Pick<Storage, keyof FactorVerbs> {
  return {
    async beginEnrollment(tag, { generation, pending }) {
      const args = [encodeNumber(generation), encodePending(pending)];
      return (await ask(beginEnrollmentScript, tag, args, ['begun', 'superseded'])).kind;
    },
    async confirmEnrollment(tag, { attemptId, generation, at, enrollmentId, step, recoveryDigests }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(generation),
        encodeNumber(at),
        encodeText(enrollmentId),
        encodeNumber(step),
        ...recoveryDigests.map((digest) => encodeText(digest)),
      ];
      const words = ['confirmed', 'not-pending', 'superseded'] as const;
      return (await ask(confirmEnrollmentScript, tag, args, words)).kind;
    },
    async enableEmail(tag, { attemptId, generation, at, recipients, recoveryDigests }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(generation),
        encodeEmail(at, recipients),
        ...recoveryDigests.map((digest) => encodeText(digest)),
      ];
      const words = ['enabled', 'enabled-with-recovery-codes', 'superseded'] as const;
      return (await ask(enableEmailScript, tag, args, words)).kind;
    },
    async removeFactor(tag, { attemptId, generation, factor, automaticEmail }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(generation),
        scopeLetters[factor],
        encodeFlag(automaticEmail),
      ];
      return (await ask(removeFactorScript, tag, args, ['removed', 'not-enrolled', 'superseded'])).kind;
    },
    async replaceRecoveryCodes(tag, { attemptId, generation, digests }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(generation),
        ...digests.map((digest) => encodeText(digest)),
      ];
      return (await ask(replaceRecoveryCodesScript, tag, args, ['replaced', 'superseded'])).kind;
    },
    async raiseGeneration(tag, { attemptId }) {
      return (await ask(raiseGenerationScript, tag, [encodeText(attemptId)], ['raised'])).kind;
    },
    async reset(tag, { attemptId, tokens }) {
      return (await ask(resetScript, tag, [encodeText(attemptId), tokens], ['reset'])).kind;
    },
  };
}
