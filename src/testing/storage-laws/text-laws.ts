/** Laws of texts and names: text is unchanged, and no names collide (P17, P20). @module */

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { ClientFingerprint, RecipientTag, SubjectTag } from '../../domain/keys/keyed-names.ts';
import { drawnCall } from '../arbitraries/storage-calls.ts';
import { awkwardText } from '../arbitraries/texts.ts';
import { comparable } from '../model/comparable.ts';
import { makeCall } from '../seam/storage-call.ts';
import { begunGenerationOf, completeCall, generationOf, readEverything, withRetries } from './calls.ts';
import { races } from './storage-fixture.ts';
import { type StorageLaw, storageLaw } from './storage-law.ts';
import {
  accessToken,
  pendingTotp,
  sealed,
  settleStep,
  start,
  enrollTotp,
  subjectWithTotp,
  trustedClient,
} from './subjects.ts';

const textsComeBack = storageLaw({
  id: 'texts-come-back-as-they-were',
  promise: 'P20',
  name: 'names, labels and scopes of any text are read back unchanged, and different texts stay different',
  inputs: fc.record({
    names: fc.uniqueArray(awkwardText, { minLength: 1, maxLength: 5 }),
    scopes: fc.option(fc.array(awkwardText, { maxLength: 4 }), { nil: undefined }),
    label: awkwardText,
  }),
  maxRuns: 500,
  async check(fixture, { names, scopes, label }) {
    const enrolled = await subjectWithTotp(fixture);
    const { tag, generation } = enrolled;
    const tokens = names.map((name, index) =>
      accessToken(`token ${index}`, scopes === undefined ? { name } : { name, scopes }),
    );
    for (const token of tokens) {
      const input = { attemptId: fixture.attempt(), generation, token, maxTokens: 50 };
      equal(await fixture.storage.insertToken(tag, input), 'inserted', 'different names do not collide');
      const taken = {
        ...input,
        attemptId: fixture.attempt(),
        token: accessToken(`${token.id}!`, { name: token.name }),
      };
      equal(await fixture.storage.insertToken(tag, taken), 'name-taken', 'the same name is taken');
    }
    deepEqual(comparable(await fixture.storage.listTokens(tag), start), comparable(tokens, start));
    for (const token of tokens) {
      deepEqual((await fixture.storage.load(tag, { tokenId: token.id })).token, token);
      const use = { id: token.id, at: start, everyMs: 1000, digests: [token.digest] };
      deepEqual(await fixture.storage.findToken(tag, use), { ...token, lastUsedAt: start });
    }
    const trust = { client: trustedClient(fixture.client(), { label }), maxClients: 20 };
    await fixture.storage.settle(tag, settleStep(enrolled, 1, { attemptId: fixture.attempt(), trust }));
    deepEqual(await fixture.storage.listTrusted(tag), [trust.client]);
    deepEqual((await fixture.storage.load(tag, { client: trust.client.client })).trust, trust.client);
  },
});

/** Tags that differ from this one in one character at either end, or in case. */
function similarTags(tag: string): readonly string[] {
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
  name: 'a call about one subject never shows in another subject, recipient or client, however similar the tags',
  inputs: fc.record({ calls: fc.array(drawnCall, { minLength: 1, maxLength: 8 }), sealedWith: awkwardText }),
  maxRuns: 300,
  async check(fixture, { calls, sealedWith }) {
    const tag = fixture.subject();
    const others = similarTags(tag) as readonly SubjectTag[];
    const before = await Promise.all(others.map((other) => readEverything(fixture.storage, other)));
    const pending = { ...pendingTotp(fixture.attempt()), sealed: { ...sealed, keyName: sealedWith } };
    const generation = await begunGenerationOf(fixture, tag);
    await fixture.storage.beginEnrollment(tag, { attemptId: fixture.attempt(), generation, pending });
    deepEqual(
      (await fixture.storage.load(tag, {})).pendingTotp,
      pending,
      'the sealed secret is read back unchanged',
    );
    const target = { tag, recipient: tag as unknown as RecipientTag };
    for (const drawn of calls) await makeCall(fixture.storage, await completeCall(fixture, drawn, target));
    deepEqual(await Promise.all(others.map((other) => readEverything(fixture.storage, other))), before);
    const unknown = await fixture.storage.load(fixture.subject(), {
      client: tag as unknown as ClientFingerprint,
      tokenId: tag,
    });
    equal(unknown.generation, 0, 'a subject without stored data has an empty state');
    deepEqual(unknown.attempts, {});
  },
});

const beginningChangesNothing = storageLaw({
  id: 'beginning-changes-nothing-live',
  promise: 'P17',
  name: 'beginning an enrollment changes only the pending one, and a replaced one cannot be confirmed',
  inputs: fc.record({ race: races({ faults: true }), prepared: fc.array(drawnCall, { maxLength: 8 }) }),
  maxRuns: 500,
  async check(fixture, { race, prepared }) {
    const { tag } = await subjectWithTotp(fixture);
    for (const drawn of prepared)
      await makeCall(fixture.storage, await completeCall(fixture, drawn, { tag }));
    // A subject that was forgotten has no record, and so nothing that is live.
    if ((await generationOf(fixture.storage, tag)) === 0) await enrollTotp(fixture, tag);
    const generation = await generationOf(fixture.storage, tag);
    const before = await readEverything(fixture.storage, tag);
    const ids = [fixture.attempt(), fixture.attempt(), fixture.attempt()];
    await fixture.race(
      race,
      ids.map((id) => async (storage) => {
        const input = { attemptId: fixture.attempt(), generation, pending: pendingTotp(id) };
        return withRetries(() => storage.beginEnrollment(tag, input));
      }),
    );
    const { pendingTotp: begun } = await fixture.storage.load(tag, {});
    equal(ids.includes(begun?.id ?? ''), true, 'one of the enrollments is pending');
    const after = await readEverything(fixture.storage, tag);
    deepEqual(withoutPending(after), withoutPending(before), 'nothing else has changed');
    for (const id of ids.filter((other) => other !== begun?.id)) {
      const fields = { attemptId: fixture.attempt(), at: start, generation, enrollmentId: id, step: 1 };
      const outcome = await fixture.storage.confirmEnrollment(tag, { ...fields, recoveryDigests: [] });
      equal(outcome, 'not-pending', 'a replaced enrollment is not confirmed');
    }
  },
});

function withoutPending(outcomes: readonly unknown[]): readonly unknown[] {
  return outcomes.map((outcome) =>
    Array.isArray(outcome) ? (outcome as unknown) : { ...(outcome as object), pendingTotp: undefined },
  );
}

/** Laws of texts and names. */
export const textLaws: readonly StorageLaw[] = [textsComeBack, subjectsStayApart, beginningChangesNothing];
