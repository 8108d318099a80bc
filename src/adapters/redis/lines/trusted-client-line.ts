/** The line of one trusted client. @module */

import type { ClientFingerprint } from '../../../domain/keys/keyed-names.ts';
import type { TrustedClient } from '../../../domain/subject/subject-record.ts';
import { formats } from '../formats.ts';
import { readLine, writeLine } from '../line-codec.ts';

export function encodeTrusted(trusted: TrustedClient): string {
  return writeLine(formats.trustedClient, trusted);
}

export function decodeTrusted(line: string): TrustedClient {
  const { client, ...trust } = readLine(line, formats.trustedClient);
  return { client: client as ClientFingerprint, ...trust };
}
