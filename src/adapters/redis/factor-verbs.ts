/** The verbs that change factors, recovery codes and the epoch. @module */

import type { FactorStorage } from '../../ports/storage.ts';
import { encodeEmail, encodeFlag, encodePending } from './encode-records.ts';
import { scopeLetters } from './formats.ts';
import {
  beginEnrollmentScript,
  bumpEpochScript,
  confirmEnrollmentScript,
  enableEmailScript,
  removeFactorScript,
  replaceRecoveryCodesScript,
  resetScript,
} from './scripts/index.ts';
import { encodeNumber, encodeText } from './stored-text.ts';
import type { AskScript } from './verb.ts';

export function createFactorVerbs(ask: AskScript): FactorStorage {
  return {
    async beginEnrollment(tag, { epoch, pending }) {
      const args = [encodeNumber(epoch), encodePending(pending)];
      return (await ask(beginEnrollmentScript, tag, args, ['begun', 'superseded'])).word;
    },
    async confirmEnrollment(tag, { attemptId, epoch, at, enrollmentId, step, recoveryDigests }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(epoch),
        encodeNumber(at),
        encodeText(enrollmentId),
        encodeNumber(step),
        ...recoveryDigests.map((digest) => encodeText(digest)),
      ];
      const words = ['confirmed', 'not-pending', 'superseded'] as const;
      return (await ask(confirmEnrollmentScript, tag, args, words)).word;
    },
    async enableEmail(tag, { attemptId, epoch, at, recipients, recoveryDigests }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(epoch),
        encodeEmail(at, recipients),
        ...recoveryDigests.map((digest) => encodeText(digest)),
      ];
      const words = ['enabled', 'enabled-with-recovery-codes', 'superseded'] as const;
      return (await ask(enableEmailScript, tag, args, words)).word;
    },
    async removeFactor(tag, { attemptId, epoch, factor, automaticEmail }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(epoch),
        scopeLetters[factor],
        encodeFlag(automaticEmail),
      ];
      return (await ask(removeFactorScript, tag, args, ['removed', 'not-enrolled', 'superseded'])).word;
    },
    async replaceRecoveryCodes(tag, { attemptId, epoch, digests }) {
      const args = [
        encodeText(attemptId),
        encodeNumber(epoch),
        ...digests.map((digest) => encodeText(digest)),
      ];
      return (await ask(replaceRecoveryCodesScript, tag, args, ['replaced', 'superseded'])).word;
    },
    async bumpEpoch(tag, { attemptId }) {
      return (await ask(bumpEpochScript, tag, [encodeText(attemptId)], ['bumped'])).word;
    },
    async reset(tag, { attemptId, tokens }) {
      return (await ask(resetScript, tag, [encodeText(attemptId), tokens], ['reset'])).word;
    },
  };
}
