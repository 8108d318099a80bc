/** Input in place of a code or token: other spellings, forgeries, any values. @module */

import fc, { type Arbitrary } from 'fast-check';
import { tokenChecksum } from '../../domain/codes/access-token.ts';
import { awkwardText } from './texts.ts';

/** Changes the text of a code or token, which is known only when the case runs. */
export type Retyping = (text: string) => string;

/** Spellings that are accepted as the code itself. */
export const spelling: Arbitrary<Retyping> = fc.constantFrom<Retyping>(
  (code) => code,
  (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
  (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
  (code) => ` ${code} `,
  (code) => [...code].join(' '),
);

/** Texts that resemble a code of digits and must be refused. */
export const forgery: Arbitrary<Retyping> = fc.constantFrom<Retyping>(
  (code) => code.slice(0, -1),
  (code) => `${code}0`,
  (code) => `0${code}`,
  (code) => `${code}\0`,
  (code) => `+${code}`,
  (code) => `${code}.0`,
  (code) => `0x${code}`,
  (code) => `${code}\n${code}`,
  (code) => [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  (code) => [...code].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join(''),
);

/** Any value in place of a code, non-strings included. */
export const anythingTyped: Arbitrary<unknown> = fc.oneof(
  awkwardText,
  fc.stringMatching(/^[0-9]{6,10}$/),
  fc.constantFrom<unknown>(null, undefined, 0, 123_456, true, [], {}, ['123456'], { value: '123456' }),
  fc.constant('9'.repeat(10_000)),
);

/**
 * Texts that resemble an access token: shorter, longer or changed in one character; or any text.
 */
export const tokenForgery: Arbitrary<Retyping> = fc.oneof(
  fc.nat({ max: 127 }).map((place): Retyping => (text) => {
    const index = place % text.length;
    const other = text[index] === 'A' ? 'B' : 'A';
    return text.slice(0, index) + other + text.slice(index + 1);
  }),
  fc.constantFrom<Retyping>(
    (text) => text.slice(0, -1),
    (text) => `${text}A`,
    (text) => ` ${text}`,
    (text) => `${text}\n`,
    (text) => text.replaceAll('_', '-'),
    (text) => `Bearer ${text}`,
  ),
  awkwardText.map(
    (text): Retyping =>
      () =>
        text,
  ),
);

/** The characters of an access token after its prefix: owner and id, a separator, the secret. */
const tokenBodyLength = 22 + 16 + 1 + 32;

/**
 * Access tokens with one other character in owner, id or secret, and the checksum that belongs to
 * the changed text. The prefix is left: any prefix is accepted.
 */
export const tokenForgeryWithChecksum: Arbitrary<Retyping> = fc
  .nat({ max: tokenBodyLength - 1 })
  .map((place): Retyping => (text) => {
    const index = text.indexOf('_') + 1 + (place === 22 + 16 ? place + 1 : place);
    const other = text[index] === 'A' ? 'B' : 'A';
    const body = text.slice(0, index) + other + text.slice(index + 1, -6);
    return body + tokenChecksum(body);
  });
