/** Whose token a text is: malformed text is refused without a read, and one read tells the rest (P14). @module */

import { equalsAny } from '../../domain/base/constant-time.ts';
import { isUnexpired } from '../../domain/base/instant.ts';
import { Secret } from '../../domain/base/secret.ts';
import { decodeUtf8 } from '../../domain/base/utf8.ts';
import { withoutUndefined } from '../../domain/base/without-undefined.ts';
import { parseToken, tokenDigests } from '../../domain/codes/access-token.ts';
import type { AccessTokenRefused, Denial } from '../../domain/decision/denial.ts';
import type { AuthenticatedToken } from '../../ports/two-factor.ts';
import { callPort, callStorage } from '../call/call-port.ts';
import type { Call } from '../call/call.ts';
import { readBytes, readToken } from '../call/result-shapes.ts';
import { type Steps, refuse } from '../call/steps.ts';

/** The token, for `authorize` to read again: revocation, expiry and scope count at the decision. */
export async function* authenticateToken(call: Call, text: string): Steps<AuthenticatedToken, Denial> {
  const { at, macs, ports } = call;
  const parsed = parseToken(text);
  if (parsed === undefined) return yield* refuse(refused('unknown'));
  const { tag, id } = parsed;
  const digests = tokenDigests(macs, parsed);
  const use = { id, at, everyMs: call.policy.accessTokens.lastUsedEverySeconds * 1000, digests };
  const token = yield* await callStorage(call, (storage) => storage.findToken(tag, use), readToken);
  if (token === undefined || !equalsAny(token.digest, digests)) return yield* refuse(refused('unknown'));
  const { name, bypass, scopes, expiresAt, owner } = token;
  if (!isUnexpired(token, at)) return yield* refuse(refused('expired'));
  const open = (): unknown => ports.sealing.open(owner, { tag, purpose: 'access-token' });
  const subject = decodeUtf8(yield* await callPort(call, 'sealing', open, readBytes));
  const digest = new Secret(token.digest);
  return Object.freeze(withoutUndefined({ subject, id, name, bypass, scopes, expiresAt, digest }));
}

function refused(reason: AccessTokenRefused['reason']): AccessTokenRefused {
  return { kind: 'access-token-refused', reason, trace: [{ step: 'access-token', result: reason }] };
}
