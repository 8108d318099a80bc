/** Laws of personal access tokens: unique, replaced at once, gone when revoked (P14). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { SubjectTag } from '../../domain/keys/keyed-names.ts';
import type { StoredAccessToken } from '../../domain/subject/subject-record.ts';
import type { Storage } from '../../ports/storage.ts';
import { type Arena, races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import { accessToken, count, insist, start } from './subjects.ts';

const contestants = fc.integer({ min: 2, max: 8 });

async function insert(arena: Arena, tag: SubjectTag, token: StoredAccessToken): Promise<void> {
  const input = { attemptId: arena.attempt(), generation: 0, token, maxTokens: 50 };
  equal(await arena.storage.insertToken(tag, input), 'inserted');
}

/** Presents a token's text: its record where it is good. */
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
  name: 'of any concurrent tokens of one name one is made, and no more than the limit in all',
  inputs: fc.record({
    race: races({ faults: true }),
    contestants,
    sameName: fc.boolean(),
    limit: fc.integer({ min: 1, max: 5 }),
  }),
  async holds(arena, { race, contestants, sameName, limit }) {
    const tag = arena.subject();
    const words = await arena.race(
      race,
      Array.from({ length: contestants }, (_, index) => async (storage) => {
        const token = accessToken(`token ${index}`, { name: sameName ? 'ci' : `ci ${index}` });
        const input = { attemptId: arena.attempt(), generation: 0, token, maxTokens: limit };
        return insist(() => storage.insertToken(tag, input));
      }),
    );
    const most = sameName ? 1 : Math.min(limit, contestants);
    equal(count(words, 'inserted'), most, 'no more are made than may be, and no fewer');
    equal(
      count(words, sameName ? 'name-taken' : 'limit-reached'),
      contestants - most,
      'the others learn why',
    );
    const listed = await arena.storage.listTokens(tag);
    const inserted = words.flatMap((word, index) => (word === 'inserted' ? [`token ${index}`] : []));
    deepEqual(listed.map(({ id }) => id).sort(), inserted.sort(), 'what was made is what is there');
  },
});

const replacedAtOnce = storageLaw({
  id: 'a-token-is-replaced-at-once',
  promise: 'P14',
  name: 'of any concurrent replacements of a token one is made: its text is the only good one',
  inputs: fc.record({ race: races({ faults: true }), contestants }),
  async holds(arena, { race, contestants }) {
    const tag = arena.subject();
    const old = accessToken('old', { name: 'ci' });
    await insert(arena, tag, old);
    const fresh = Array.from({ length: contestants }, (_, index) =>
      accessToken(`new ${index}`, { name: 'ci' }),
    );
    const words = await arena.race(
      race,
      fresh.map((token) => async (storage) => {
        const input = { attemptId: arena.attempt(), generation: 0, id: old.id, token };
        return insist(() => storage.replaceToken(tag, input));
      }),
    );
    equal(count(words, 'replaced'), 1, 'a token is replaced once');
    equal(count(words, 'not-found'), contestants - 1, 'the others find it gone');
    equal(await present(arena.storage, tag, old), undefined, 'the old text stopped as the new one started');
    for (const [index, token] of fresh.entries()) {
      const good = (await present(arena.storage, tag, token)) !== undefined;
      equal(good, words[index] === 'replaced', `the text of replacement ${index + 1}`);
    }
    equal((await arena.storage.listTokens(tag)).length, 1, 'one token is left');
  },
});

const revokedForGood = storageLaw({
  id: 'a-revoked-token-is-gone',
  promise: 'P14',
  name: 'a revoked token is gone at once and for good, also when its uses race the revocation',
  inputs: fc.record({
    race: races({ faults: true }),
    uses: fc.integer({ min: 1, max: 6 }),
    how: fc.constantFrom('one', 'all', 'reset'),
  }),
  async holds(arena, { race, uses, how }) {
    const tag = arena.subject();
    const [token, other] = [accessToken('revoked', { bypass: true }), accessToken('kept', { bypass: false })];
    await insert(arena, tag, token);
    await insert(arena, tag, other);
    const resetId = arena.attempt();
    const revoke = async (storage: Storage): Promise<unknown> =>
      insist<string>(() => {
        if (how === 'one') return storage.revokeToken(tag, { id: token.id });
        return how === 'all'
          ? storage.revokeAllTokens(tag)
          : storage.reset(tag, { attemptId: resetId, tokens: 'bypass' });
      });
    const use = async (storage: Storage): Promise<unknown> => insist(() => present(storage, tag, token));
    await arena.race(race, [revoke, ...new Array<typeof use>(uses).fill(use)]);
    equal(await present(arena.storage, tag, token), undefined, 'its text is no longer good');
    equal((await arena.storage.load(tag, { tokenId: token.id })).token, undefined, 'no decision finds it');
    const left = (await arena.storage.listTokens(tag)).map(({ id }) => id);
    deepEqual(left, how === 'all' ? [] : [other.id], 'nothing else went, and no use brought it back');
    if (how === 'one')
      equal(await arena.storage.revokeToken(tag, { id: token.id }), 'not-found', 'it is gone already');
  },
});

const lastUseIsNoted = storageLaw({
  id: 'last-use-is-noted-once-an-interval',
  promise: 'P14',
  name: 'the last use is noted once an interval, and not for a wrong text',
  inputs: fc.record({
    gaps: fc.array(fc.constantFrom(0, 1, 59_999, 60_000, 60_001), { minLength: 1, maxLength: 6 }),
    right: fc.boolean(),
  }),
  mostRuns: 200,
  async holds(arena, { gaps, right }) {
    const tag = arena.subject();
    const token = accessToken('used');
    await insert(arena, tag, token);
    let noted: number | undefined;
    let at = start;
    for (const gap of gaps) {
      at += gap;
      const shown = await present(arena.storage, tag, right ? token : { ...token, digest: 'wrong' }, at);
      if (right && (noted === undefined || at >= noted + 60_000)) noted = at;
      equal(shown?.lastUsedAt, noted, 'the answer tells the last use');
      equal(shown?.id, right ? token.id : undefined, 'a wrong text finds nothing');
      const { token: stored } = await arena.storage.load(tag, { tokenId: token.id });
      equal(stored?.lastUsedAt, noted, 'and so does the next decision');
    }
  },
});

/** Laws of personal access tokens. */
export const tokenLaws: readonly StorageLaw[] = [
  namesAreUnique,
  replacedAtOnce,
  revokedForGood,
  lastUseIsNoted,
];
