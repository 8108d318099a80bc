/** Laws of texts and names: what is kept comes back as it was, and nothing collides (P20, P17). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { ClientFingerprint, SubjectTag } from '../../domain/keys/keyed-names.ts';
import { callsThatReadAll } from '../arbitraries/drawn-token-calls.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { awkwardText } from '../arbitraries/texts.ts';
import { comparable } from '../model/comparable.ts';
import { makeCall } from '../seam/storage-call.ts';
import { type Arena, races } from './arena.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  accessToken,
  generationOf,
  insist,
  pendingTotp,
  sealed,
  settleStep,
  start,
  subjectWithTotp,
} from './subjects.ts';

const textsComeBack = storageLaw({
  id: 'texts-come-back-as-they-were',
  promise: 'P20',
  name: 'names, labels and scopes of any text come back as they were, and different ones stay different',
  inputs: fc.record({
    names: fc.uniqueArray(awkwardText, { minLength: 1, maxLength: 5 }),
    scopes: fc.array(awkwardText, { maxLength: 4 }),
    label: awkwardText,
  }),
  mostRuns: 500,
  async holds(arena, { names, scopes, label }) {
    const enrolled = await subjectWithTotp(arena);
    const { tag, generation } = enrolled;
    const tokens = names.map((name, index) => accessToken(`token ${index}`, { name, scopes }));
    for (const token of tokens) {
      const input = { attemptId: arena.attempt(), generation, token, maxTokens: 50 };
      equal(await arena.storage.insertToken(tag, input), 'inserted', 'different names do not collide');
      const taken = {
        ...input,
        attemptId: arena.attempt(),
        token: accessToken(`${token.id}!`, { name: token.name }),
      };
      equal(await arena.storage.insertToken(tag, taken), 'name-taken', 'the same name is taken');
    }
    deepEqual(comparable(await arena.storage.listTokens(tag), start), comparable(tokens, start));
    for (const token of tokens) {
      deepEqual((await arena.storage.load(tag, { tokenId: token.id })).token, token);
      const use = { id: token.id, at: start, everyMs: 1000, digests: [token.digest] };
      deepEqual(await arena.storage.findToken(tag, use), { ...token, lastUsedAt: start });
    }
    const trust = { client: { client: arena.client(), factorAt: start, label }, maxClients: 20 };
    await arena.storage.settle(tag, settleStep(enrolled, 1, { attemptId: arena.attempt(), trust }));
    deepEqual(await arena.storage.listTrusted(tag), [trust.client]);
    deepEqual((await arena.storage.load(tag, { client: trust.client.client })).trust, trust.client);
  },
});

/** Tags that differ little: in one character at either end, or in case. */
function nearby(tag: string): readonly string[] {
  return [
    `B${tag.slice(1)}`,
    `${tag.slice(0, -1)}_`,
    `${tag.slice(0, -1)}-`,
    tag.toLowerCase(),
    tag.toUpperCase(),
  ].filter((other) => other !== tag);
}

const subjectsStayApart = storageLaw({
  id: 'subjects-stay-apart',
  promise: 'P20',
  name: 'no call about one subject shows in another, however alike their tags are; nor in one about a recipient or client',
  inputs: fc.record({ calls: fc.array(drawnCall, { minLength: 1, maxLength: 8 }), sealedWith: awkwardText }),
  mostRuns: 300,
  async holds(arena, { calls, sealedWith }) {
    const tag = arena.subject();
    const others = nearby(tag) as readonly SubjectTag[];
    const before = await Promise.all(others.map((other) => look(arena, other)));
    const pending = { ...pendingTotp(arena.attempt()), sealed: { ...sealed, keyName: sealedWith } };
    await arena.storage.beginEnrollment(tag, { attemptId: arena.attempt(), generation: 0, pending });
    deepEqual(
      (await arena.storage.load(tag, {})).pendingTotp,
      pending,
      'what is sealed comes back as it was',
    );
    const recipient = tag as unknown as ReturnType<Arena['recipient']>;
    for (const call of calls) {
      const generation = await generationOf(arena.storage, tag);
      const context = { tag, recipient, at: start, generation, attemptId: arena.attempt() };
      await makeCall(arena.storage, call(context));
    }
    deepEqual(await Promise.all(others.map((other) => look(arena, other))), before);
    const nobody = await arena.storage.load(arena.subject(), {
      client: tag as unknown as ClientFingerprint,
      tokenId: tag,
    });
    equal(nobody.generation, 0, 'a subject of whom nothing is stored has an empty state');
    deepEqual(nobody.attempts, {});
  },
});

async function look(arena: Arena, tag: SubjectTag): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (const call of callsThatReadAll(tag)) seen.push(comparable(await makeCall(arena.storage, call), start));
  return seen;
}

const beginningChangesNothing = storageLaw({
  id: 'beginning-changes-nothing-live',
  promise: 'P17',
  name: 'starting an enrollment changes nothing but the pending one; confirming a replaced one is refused',
  inputs: fc.record({ race: races({ faults: true }), prepared: fc.array(drawnCall, { maxLength: 8 }) }),
  mostRuns: 500,
  async holds(arena, { race, prepared }) {
    const { tag } = await subjectWithTotp(arena);
    for (const call of prepared) {
      const generation = await generationOf(arena.storage, tag);
      const recipient = arena.recipient();
      await makeCall(
        arena.storage,
        call({ tag, recipient, at: start, generation, attemptId: arena.attempt() }),
      );
    }
    const generation = await generationOf(arena.storage, tag);
    const before = await look(arena, tag);
    const ids = [arena.attempt(), arena.attempt(), arena.attempt()];
    await arena.race(
      race,
      ids.map((id) => async (storage) => {
        const input = { attemptId: arena.attempt(), generation, pending: pendingTotp(id) };
        return insist(() => storage.beginEnrollment(tag, input));
      }),
    );
    const { pendingTotp: begun } = await arena.storage.load(tag, {});
    equal(ids.includes(begun?.id ?? ''), true, 'one of them waits to be confirmed');
    deepEqual(withoutPending(await look(arena, tag)), withoutPending(before), 'nothing else has changed');
    for (const id of ids.filter((other) => other !== begun?.id)) {
      const fields = { attemptId: arena.attempt(), at: start, generation, enrollmentId: id, step: 1 };
      const word = await arena.storage.confirmEnrollment(tag, { ...fields, recoveryDigests: [] });
      equal(word, 'not-pending', 'one that was replaced is not confirmed');
    }
  },
});

function withoutPending(seen: readonly unknown[]): readonly unknown[] {
  return seen.map((answer) =>
    Array.isArray(answer) ? (answer as unknown) : { ...(answer as object), pendingTotp: undefined },
  );
}

/** Laws of texts and names. */
export const textLaws: readonly StorageLaw[] = [textsComeBack, subjectsStayApart, beginningChangesNothing];
