/**
 * Whose token a text is: malformed text is refused without a read, and one read decides the rest
 * (P14).
 * @module
 */

import { type Result, err, ok } from 'neverthrow';
import { equalsAny } from '../../domain/base/constant-time.ts';
import { Secret } from '../../domain/base/secret.ts';
import { decodeUtf8 } from '../../domain/base/utf8.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { parseToken, tokenDigests } from '../../domain/codes/access-token.ts';
import type { AccessTokenRefused, Denial } from '../../domain/decision/denial.ts';
import { isTokenLive, tokenEndsAt } from '../../domain/subject/token-end.ts';
import type { AuthenticatedToken } from '../../ports/credentials.ts';
import { callPort, callStorage } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { findAccount } from '../call/read-account.ts';
import { readBytes } from '../call/result-shapes.ts';

/** The token, for `authorize` to read again: revocation, expiry and scope count at the decision. */
export async function authenticateToken(
  call: Call,
  text: string,
): Promise<Result<AuthenticatedToken, Denial>> {
  const { at, macs, ports, policy } = call;
  const parsed = parseToken(text);
  if (parsed === undefined) return err(refused('unknown'));
  const { tag, id } = parsed;
  const digests = tokenDigests(macs, parsed);
  const everyMs = policy.accessTokens.lastUsedEverySeconds * 1000;
  const found = await callStorage(call, 'findToken', tag, { id, at, everyMs, digests });
  if (found.isErr()) return err(found.error);
  const token = found.value;
  if (token === undefined || !equalsAny(token.digest, digests)) return err(refused('unknown'));
  if (!isTokenLive(token, policy.accessTokens, at)) return err(refused('expired'));
  const open = (): unknown => ports.sealing.open(token.owner, { tag, purpose: 'access-token' });
  const owner = await callPort(call, 'sealing', open, readBytes);
  if (owner.isErr()) return err(owner.error);
  const subject = decodeUtf8(owner.value);
  const account = await findAccount({ ...call, topic: { ...call.topic, subject } });
  if (account.isErr()) return err(account.error);
  // The account was deleted. A user store that folds case may find another one instead (P26).
  if (account.value?.id !== subject) return err(refused('unknown'));
  const { name, bypass, scopes } = token;
  const expiresAt = tokenEndsAt(token, policy.accessTokens);
  const digest = new Secret(token.digest);
  return ok(withoutUndefined({ subject, id, name, bypass, scopes, expiresAt, digest }));
}

function refused(reason: AccessTokenRefused['reason']): AccessTokenRefused {
  return { kind: 'access-token-refused', reason, trace: [{ step: 'access-token', result: reason }] };
}
