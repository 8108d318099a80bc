/** How records are written in Redis: one table that both the scripts and the adapter read by. @module */

import type { HashAlgorithm } from '../../domain/base/hashing.ts';
import type { AttemptScope, EmailCodePurpose } from '../../domain/subject/subject-record.ts';

/**
 * A record is a line whose fields are separated by `|`, all of it printable ASCII. Each letter stands for one field:
 * `v` the version of the format, `t` text, `n` a count, `i` an instant, `a` an algorithm, `p` a purpose, `s` a scope of
 * attempts, `f` a flag; `T` and `I` may be empty, which means absent; `*` at the end is any number of texts. The letters
 * `A`, `E`, `P`, `C` and `M` stand for themselves: they tell the lines of one key apart.
 */
export const formats = {
  // The lines of `s`, in this order: the first has the version of all, then generation, who raised it, recovery codes left.
  head: 'vnTn',
  totp: 'Atannnitttnt',
  email: 'Ei*',
  attempts: 'sni*',
  pending: 'Ptannnittt',
  code: 'CptnitT',
  mail: 'Mit',
  // Of a recipient `n` has a line with the version alone, then lines as `mail`.
  // The lines of `r` and of `c`.
  recoveryCode: 'vtT',
  trusted: 'vtit',
  // The values of `p` and of `pu`.
  token: 'vntttttfiIt*',
  tokenUse: 'i',
} as const;

export type Format = (typeof formats)[keyof typeof formats];

/** The version that is written, and the only one that is read. */
export const formatVersion = '1';

/** The letters that stand for themselves. */
export const lineLetters = 'AEPCM';

/** Email codes switched off by the subject: what stands after the letter of the line. */
export const optedOut = 'out';

/** Stands for a text that is empty, as opposed to one that is absent. */
export const emptyText = '%';

export const scopeLetters: Readonly<Record<AttemptScope, string>> = {
  totp: 't',
  email: 'e',
  'recovery-code': 'r',
  password: 'p',
  enrollment: 'n',
};

export const algorithmLetters: Readonly<Record<HashAlgorithm, string>> = {
  SHA1: '1',
  SHA256: '2',
  SHA512: '5',
};

export const purposeLetters: Readonly<Record<EmailCodePurpose, string>> = {
  challenge: 'c',
  'first-factor': 'f',
};
