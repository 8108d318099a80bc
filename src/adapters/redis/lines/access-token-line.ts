/** The line of one access token, and the instant of its last use beside it. @module */

import type { StoredAccessToken } from '../../../domain/subject/subject-record.ts';
import { corrupt } from '../failure.ts';
import { decodeNumber, decodeText, fieldCodecs } from '../field-kinds.ts';
import { formats } from '../formats.ts';
import { readLine, writeLine } from '../line-codec.ts';

/** A token as a script returns it. `line` and `usedAt` are empty if they are absent. */
export interface TokenReply {
  readonly id: string;
  readonly line: string;
  readonly usedAt: string;
}

/** The script assigns the position. */
export function encodeToken(token: StoredAccessToken): string {
  const { owner, digest, name, bypass, scopes, createdAt, expiresAt, lastFour } = token;
  const rest = { digest, name, bypass, createdAt, expiresAt, lastFour };
  const confined = { isScoped: scopes !== undefined, scopes: scopes ?? [] };
  return writeLine(formats.accessToken, { position: 0, ...owner, ...rest, ...confined });
}

/** Empty for a token that was never used. */
export function encodeLastUse({ lastUsedAt }: StoredAccessToken): string {
  return fieldCodecs.optionalInstant.encode(lastUsedAt);
}

export function decodeToken(reply: TokenReply): StoredAccessToken {
  return decodePlaced(reply).token;
}

/** Tokens in the order in which they were made. `rest` has three texts for each. */
export function decodeTokens(rest: readonly string[]): readonly StoredAccessToken[] {
  if (rest.length % 3 !== 0) throw corrupt('unknown');
  const placed = [];
  for (let index = 0; index < rest.length; index += 3) {
    const [id = '', line = '', usedAt = ''] = rest.slice(index, index + 3);
    placed.push(decodePlaced({ id: decodeText(id), line, usedAt }));
  }
  return placed.toSorted((a, b) => a.position - b.position).map(({ token }) => token);
}

function decodePlaced({ id, line, usedAt }: TokenReply): {
  readonly position: number;
  readonly token: StoredAccessToken;
} {
  const fields = readLine(line, formats.accessToken);
  const { keyName, nonce, ciphertext, expiresAt, isScoped, scopes } = fields;
  if (!isScoped && scopes.length > 0) throw corrupt('unknown');
  const token = {
    id,
    digest: fields.digest,
    name: fields.name,
    owner: { keyName, nonce, ciphertext },
    bypass: fields.bypass,
    ...(isScoped ? { scopes } : {}),
    createdAt: fields.createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    lastFour: fields.lastFour,
    ...(usedAt === '' ? {} : { lastUsedAt: decodeNumber(usedAt) }),
  };
  return { position: fields.position, token };
}
