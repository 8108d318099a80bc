/** The lines of an authenticator: live, and waiting for its first code. @module */

import type { PendingTotp, SealedSecret, TotpEnrollment } from '../../../domain/subject/subject-record.ts';
import { formats } from '../formats.ts';
import { readLine, writeLine } from '../line-codec.ts';

export function encodePendingTotp({ sealed, ...pending }: PendingTotp): string {
  return writeLine(formats.pendingTotp, { ...pending, ...sealed });
}

export function decodePendingTotp(line: string): PendingTotp {
  const fields = readLine(line, formats.pendingTotp);
  return {
    id: fields.id,
    algorithm: fields.algorithm,
    digits: fields.digits,
    periodSeconds: fields.periodSeconds,
    sealed: sealedOf(fields),
    expiresAt: fields.expiresAt,
  };
}

/** A script makes this line of a pending one, so it has no encoder. */
export function decodeTotp(line: string): TotpEnrollment {
  const fields = readLine(line, formats.totp);
  return {
    id: fields.id,
    algorithm: fields.algorithm,
    digits: fields.digits,
    periodSeconds: fields.periodSeconds,
    sealed: sealedOf(fields),
    enrolledAt: fields.enrolledAt,
    lastStep: fields.lastStep,
    spentBy: fields.spentBy,
  };
}

function sealedOf({ keyName, nonce, ciphertext }: SealedSecret): SealedSecret {
  return { keyName, nonce, ciphertext };
}
