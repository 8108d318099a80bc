/** Whose token a text is: malformed text is refused without a read, and one read tells the rest (P14). @module */

import { type Result, type ResultAsync, err, ok, safeTry } from 'neverthrow';
import { parseToken, tokenDigests } from '../domain/access-token.ts';
import type { AccessTokenRefused, Denial } from '../domain/denial.ts';
import { isLive } from '../domain/instant.ts';
import { Secret } from '../domain/secret.ts';
import { equalInConstantTime, textOf } from '../domain/text-bytes.ts';
import type { AuthenticatedToken } from '../ports/two-factor.ts';
import { readBytes, readToken } from './answer-shapes.ts';
import { callPort, callStorage } from './call-port.ts';
import { readClock, readPolicy } from './question.ts';
import { recordDenial } from './record-event.ts';
import type { About, World } from './world.ts';

/** The token, for `authorize` to read again: revocation, expiry and scope count at the decision. */
export function authenticateToken(world: World, text: string): ResultAsync<AuthenticatedToken, Denial> {
  const about: About = { subject: '', operation: 'second-factor.access-tokens.authenticate', trace: [] };
  return safeTry<AuthenticatedToken, Denial>(async function* () {
    const at = yield* readClock(world, about);
    const policy = yield* readPolicy(world, about);
    const refuse = (reason: AccessTokenRefused['reason']): Result<AuthenticatedToken, Denial> => {
      const denial: Denial = {
        kind: 'access-token-refused',
        reason,
        trace: [{ step: 'access-token', result: reason }],
      };
      recordDenial(world, denial, at);
      return err(denial);
    };
    const parsed = parseToken(text, policy.accessTokens.prefix);
    if (parsed === undefined) return refuse('unknown');
    const { tag, id } = parsed;
    const use = { at, everyMs: policy.accessTokens.lastUsedEverySeconds * 1000 };
    const digests = tokenDigests(world.macs, parsed);
    const token = yield* callStorage(
      world,
      about,
      (storage) => storage.findToken(tag, id, { ...use, digests }),
      readToken,
    );
    if (
      token === undefined ||
      !digests.map((digest) => equalInConstantTime(digest, token.digest)).includes(true)
    )
      return refuse('unknown');
    const { name, bypass, scopes, expiresAt, owner } = token;
    if (expiresAt !== undefined && !isLive({ expiresAt }, at)) return refuse('expired');
    const bytes = yield* callPort(
      world,
      about,
      'sealing',
      () => world.ports.sealing.open(owner, { tag, purpose: 'access-token' }),
      readBytes,
    );
    const expiry = expiresAt === undefined ? {} : { expiresAt };
    return ok(
      Object.freeze({
        subject: textOf(bytes),
        id,
        name,
        bypass,
        scopes,
        ...expiry,
        digest: new Secret(token.digest),
      }),
    );
  });
}
