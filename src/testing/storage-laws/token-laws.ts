/** Laws of access tokens: unique names, atomic replacement, revocation (P14). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import type { Storage } from '../../ports/storage.ts';
import { begunGenerationOf, count, generationOf, withRetries } from './calls.ts';
import { type StorageFixture, races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { accessToken, start, subjectWithTotp } from './subjects.ts';

const callers = fc.integer({ min: 2, max: 8 });

async function insert(fixture: StorageFixture, tag: SubjectTag, token: StoredAccessToken): Promise<void> {
  const generation = await begunGenerationOf(fixture, tag);
  const input = { attemptId: fixture.attempt(), generation, token, maxTokens: 50 };
  equal(await fixture.storage.insertToken(tag, input), 'inserted');
}

/** Presents the text of a token. Resolves to the stored token, or `undefined` if it is refused. */
async function present(
  storage: Storage,
  tag: SubjectTag,
  { id, digest }: StoredAccessToken,
  at: number = start,
): Promise<StoredAccessToken | undefined> {
  return storage.findToken(tag, { id, at, everyMs: 60_000, digests: ['other', digest] });
}

const namesAreUnique = storageLaw({
  id: 'token-names-are-unique',
  promise: 'P14',
  name: 'of any concurrent tokens with one name one is created, and never more than the limit',
  inputs: fc.record({
    race: races({ faults: true }),
    callers,
    sameName: fc.boolean(),
    limit: fc.integer({ min: 1, max: 5 }),
  }),
  async check(fixture, { race, callers, sameName, limit }) {
    const tag = fixture.subject();
    const generation = await begunGenerationOf(fixture, tag);
    const outcomes = await fixture.race(
      race,
      Array.from({ length: callers }, (_, index) => async (storage) => {
        const token = accessToken(`token ${index}`, { name: sameName ? 'ci' : `ci ${index}` });
        const input = { attemptId: fixture.attempt(), generation, token, maxTokens: limit };
        return withRetries(() => storage.insertToken(tag, input));
      }),
    );
    const maxInserted = sameName ? 1 : Math.min(limit, callers);
    equal(count(outcomes, 'inserted'), maxInserted, 'exactly as many tokens are created as are allowed');
    equal(
      count(outcomes, sameName ? 'name-taken' : 'limit-reached'),
      callers - maxInserted,
      'the others are refused with the reason',
    );
    const listed = await fixture.storage.listTokens(tag);
    const inserted = outcomes.flatMap((outcome, index) => (outcome === 'inserted' ? [`token ${index}`] : []));
    deepEqual(listed.map(({ id }) => id).sort(), inserted.sort(), 'exactly the created tokens are listed');
  },
});

const replacedAtOnce = storageLaw({
  id: 'a-token-is-replaced-at-once',
  promise: 'P14',
  name: 'of any concurrent replacements of a token one succeeds, and only its text works afterwards',
  inputs: fc.record({ race: races({ faults: true }), callers }),
  async check(fixture, { race, callers }) {
    const tag = fixture.subject();
    const old = accessToken('old', { name: 'ci' });
    await insert(fixture, tag, old);
    const generation = await generationOf(fixture.storage, tag);
    const fresh = Array.from({ length: callers }, (_, index) => accessToken(`new ${index}`, { name: 'ci' }));
    const outcomes = await fixture.race(
      race,
      fresh.map((token) => async (storage) => {
        const input = { attemptId: fixture.attempt(), generation, id: old.id, token };
        return withRetries(() => storage.replaceToken(tag, input));
      }),
    );
    equal(count(outcomes, 'replaced'), 1, 'a token is replaced once');
    equal(count(outcomes, 'not-found'), callers - 1, 'the others do not find it');
    equal(await present(fixture.storage, tag, old), undefined, 'the old text no longer works');
    for (const [index, token] of fresh.entries()) {
      const works = (await present(fixture.storage, tag, token)) !== undefined;
      equal(works, outcomes[index] === 'replaced', `the text of replacement ${index + 1}`);
    }
    equal((await fixture.storage.listTokens(tag)).length, 1, 'one token is left');
  },
});

const revokedForGood = storageLaw({
  id: 'a-revoked-token-is-gone',
  promise: 'P14',
  name: 'a revoked token is gone at once and for good, even if uses race the revocation',
  inputs: fc.record({
    race: races({ faults: true }),
    uses: fc.integer({ min: 1, max: 6 }),
    how: fc.constantFrom('one', 'all', 'reset'),
  }),
  async check(fixture, { race, uses, how }) {
    const tag = fixture.subject();
    const [token, other] = [accessToken('revoked', { bypass: true }), accessToken('kept', { bypass: false })];
    await insert(fixture, tag, token);
    await insert(fixture, tag, other);
    const [attemptId, resetId] = [fixture.attempt(), fixture.attempt()];
    const revoke = async (storage: Storage): Promise<unknown> =>
      withRetries<string>(() => {
        if (how === 'one') return storage.revokeToken(tag, { id: token.id, attemptId });
        return how === 'all'
          ? storage.revokeAllTokens(tag, { attemptId })
          : storage.reset(tag, { attemptId: resetId, tokens: 'bypass' });
      });
    const use = async (storage: Storage): Promise<unknown> => withRetries(() => present(storage, tag, token));
    await fixture.race(race, [revoke, ...new Array<typeof use>(uses).fill(use)]);
    equal(await present(fixture.storage, tag, token), undefined, 'its text no longer works');
    equal((await fixture.storage.load(tag, { tokenId: token.id })).token, undefined, 'no decision finds it');
    const left = (await fixture.storage.listTokens(tag)).map(({ id }) => id);
    deepEqual(left, how === 'all' ? [] : [other.id], 'no other token is gone, and no use restored this one');
    if (how === 'one')
      equal(
        await fixture.storage.revokeToken(tag, { id: token.id, attemptId: fixture.attempt() }),
        'not-found',
        'a second revocation does not find it',
      );
  },
});

const noTokenAfterARevocation = storageLaw({
  id: 'no-token-comes-after-a-revocation',
  promise: 'P14',
  name: 'a token whose creation was under way, or is repeated late, does not come after a revocation, which changes nothing else',
  inputs: fc.record({ how: fc.constantFrom('one', 'all'), again: fc.boolean() }),
  maxRuns: 20,
  async check(fixture, { how, again }) {
    const { storage } = fixture;
    const { tag } = await subjectWithTotp(fixture);
    const generation = await generationOf(storage, tag);
    const [revoked, late] = [accessToken('revoked', { name: 'ci' }), accessToken('late', { name: 'late' })];
    const creationOf = (token: StoredAccessToken) => ({
      attemptId: fixture.attempt(),
      generation,
      token,
      maxTokens: 50,
    });
    const creation = creationOf(revoked);
    equal(await storage.insertToken(tag, creation), 'inserted');
    const before = await storage.load(tag, {});
    const attemptId = fixture.attempt();
    const revoke = async (): Promise<string> =>
      how === 'one'
        ? storage.revokeToken(tag, { id: revoked.id, attemptId })
        : storage.revokeAllTokens(tag, { attemptId });
    equal(await revoke(), 'revoked');
    if (again) equal(await revoke(), 'revoked', 'a repeated revocation returns the same');
    equal(await storage.insertToken(tag, creation), 'superseded', 'a creation that is repeated late');
    equal(await storage.insertToken(tag, creationOf(late)), 'superseded', 'a creation under way');
    deepEqual(await storage.listTokens(tag), [], 'no token is left');
    const after = await storage.load(tag, {});
    deepEqual(after, { ...before, generation: before.generation + 1 }, 'only the generation differs');
    const nobody = fixture.subject();
    const absent = await storage.load(nobody, {});
    await storage.revokeAllTokens(nobody, { attemptId: fixture.attempt() });
    deepEqual(await storage.load(nobody, {}), absent, 'a subject without a record stays as it was');
  },
});

const lastUseIsStored = storageLaw({
  id: 'last-use-is-noted-once-an-interval',
  promise: 'P14',
  name: 'the last use is stored at most once per interval, and never for a wrong text',
  inputs: fc.record({
    gaps: fc.array(fc.constantFrom(0, 1, 59_999, 60_000, 60_001), { minLength: 1, maxLength: 6 }),
    right: fc.boolean(),
  }),
  maxRuns: 200,
  async check(fixture, { gaps, right }) {
    const tag = fixture.subject();
    const token = accessToken('used');
    await insert(fixture, tag, token);
    let lastUsedAt: number | undefined;
    let at = start;
    for (const gap of gaps) {
      at += gap;
      const found = await present(fixture.storage, tag, right ? token : { ...token, digest: 'wrong' }, at);
      if (right && (lastUsedAt === undefined || at >= lastUsedAt + 60_000)) lastUsedAt = at;
      equal(found?.lastUsedAt, lastUsedAt, 'the found token has the last use');
      equal(found?.id, right ? token.id : undefined, 'a wrong text finds nothing');
      const { token: stored } = await fixture.storage.load(tag, { tokenId: token.id });
      equal(stored?.lastUsedAt, lastUsedAt, 'the next decision loads the last use');
    }
  },
});

/** Laws of personal access tokens. */
export const tokenLaws: readonly StorageLaw[] = [
  namesAreUnique,
  replacedAtOnce,
  revokedForGood,
  noTokenAfterARevocation,
  lastUseIsStored,
];
