/** Random calls that need few values: tokens, trusted clients, beginnings and reads. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Instant } from '../../domain/base/instant.ts';
import type { ClientFingerprint, SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import type { StorageCall } from '../seam/storage-call.ts';
import {
  type DrawnCall,
  drawnClient,
  drawnLifetimeMs,
  generationError,
  pad,
  sealed,
  tokenIds,
} from './drawn-names.ts';

export const beginCall: Arbitrary<DrawnCall> = fc.constant<DrawnCall>(({ tag, attemptId }) => ({
  verb: 'begin',
  args: [tag, { attemptId }],
}));

const tokenId = fc.constantFrom(...tokenIds);

const token = fc.record({
  id: tokenId,
  name: fc.constantFrom('ci', 'laptop'),
  bypass: fc.boolean(),
  lifetimeMs: fc.option(drawnLifetimeMs, { nil: undefined }),
  scopes: fc.constantFrom<readonly string[] | undefined>(undefined, [], ['settings.save'], ['a', 'b']),
});
type DrawnToken = typeof token extends Arbitrary<infer Drawn> ? Drawn : never;

function storedToken(drawn: DrawnToken, at: Instant): StoredAccessToken {
  const { lifetimeMs, ...fields } = drawn;
  const expiry = lifetimeMs === undefined ? {} : { expiresAt: at + lifetimeMs };
  return { ...fields, ...expiry, digest: pad(drawn.id), owner: sealed, createdAt: at, lastFour: 'last' };
}

export const tokenCalls: readonly Arbitrary<DrawnCall>[] = [
  fc
    .record({ token, generationError, maxTokens: fc.constantFrom(1, 2, 50) })
    .map((drawn) => ({ tag, at, attemptId, generation }) => {
      const { maxTokens } = drawn;
      const input = {
        attemptId,
        generation: generation + drawn.generationError,
        token: storedToken(drawn.token, at),
        maxTokens,
      };
      return { verb: 'insertToken', args: [tag, input] };
    }),
  fc.record({ id: tokenId, token, generationError }).map((drawn) => ({ tag, at, attemptId, generation }) => {
    const replacement = { ...storedToken(drawn.token, at), id: `u${drawn.token.id.slice(1)}` };
    const input = {
      attemptId,
      generation: generation + drawn.generationError,
      id: drawn.id,
      token: replacement,
    };
    return { verb: 'replaceToken', args: [tag, input] };
  }),
  tokenId.map((id) => ({ tag, attemptId }) => ({ verb: 'revokeToken', args: [tag, { id, attemptId }] })),
  fc.constant(({ tag, attemptId }) => ({ verb: 'revokeAllTokens', args: [tag, { attemptId }] })),
  fc.record({ id: tokenId, right: fc.boolean() }).map(({ id, right }) => ({ tag, at }) => ({
    verb: 'findToken',
    args: [tag, { id, at, everyMs: 60_000, digests: right ? ['other', pad(id)] : ['other'] }],
  })),
];

export const trustCalls: readonly Arbitrary<DrawnCall>[] = [
  drawnClient.map((client) => ({ tag, at }) => ({ verb: 'revokeTrusted', args: [tag, { at, client }] })),
  fc.constant(({ tag, attemptId }) => ({ verb: 'revokeAllTrusted', args: [tag, { attemptId }] })),
];

export const readCalls: readonly Arbitrary<DrawnCall>[] = [
  fc.record({ client: drawnClient, tokenId }).map((query) => ({ tag }) => ({
    verb: 'load',
    args: [tag, query],
  })),
  fc.constant(({ tag }) => ({ verb: 'listTrusted', args: [tag] })),
  fc.constant(({ tag }) => ({ verb: 'listTokens', args: [tag] })),
];

/** Calls that read everything about one subject. */
export function readsOf(tag: SubjectTag): readonly StorageCall[] {
  return [
    ...[tokenIds[0], tokenIds[1]?.replace('t', 'u')].map((tokenId): StorageCall => ({
      verb: 'load',
      args: [tag, { client: pad('c1') as ClientFingerprint, tokenId }],
    })),
    { verb: 'listTrusted', args: [tag] },
    { verb: 'listTokens', args: [tag] },
  ];
}
