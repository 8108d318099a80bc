/** Memory storage collects garbage as time passes, not by the instants of calls. @module */

import { describe, expect, it } from 'vitest';
import { type MemoryStorage, createMemoryStorage } from '../../../src/adapters/memory/index.ts';
import type { AddressTag, RecipientTag, SubjectTag } from '../../../src/domain/keys/keyed-names.ts';

const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.UTC(2026, 0, 1, 12);
const recipient = 'recipient' as RecipientTag;
const limits = [{ withinMs: day, maxMails: 1 }];

interface Passing {
  readonly storage: MemoryStorage;
  /** Time passes, and then any call comes. */
  readonly pass: (ms: number) => Promise<unknown>;
}

function storageWhere(): Passing {
  let elapsed = 0;
  const storage = createMemoryStorage({ elapsedMs: () => elapsed });
  return {
    storage,
    pass: (ms) => {
      elapsed += ms;
      return storage.revokeAllTokens('nobody' as SubjectTag, { attemptId: 'r' });
    },
  };
}

const pending = {
  id: 'pending',
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  sealed: { keyName: 'k1', nonce: 'nonce', ciphertext: 'ciphertext' },
  expiresAt: noon + 600_000,
} as const;

describe('the mails of a recipient', () => {
  it('are forgotten a day and an hour after the last one', async () => {
    const { storage, pass } = storageWhere();
    const mail = (attemptId: string, at = noon): Promise<string> =>
      storage.countMail(recipient, { attemptId, at, limits });
    expect(await mail('one')).toBe('counted');
    await pass(day);
    expect(await mail('two')).toBe('capped');
    await pass(hour - 1);
    expect(storage.size().recipients).toBe(1);
    // The queue is looked at by the minute.
    await pass(60_001);
    expect(storage.size().recipients).toBe(0);
  });

  it('stay, although a call names an instant far ahead', async () => {
    const { storage, pass } = storageWhere();
    await storage.countMail(recipient, { attemptId: 'one', at: noon, limits });
    await storage.countMail('other' as RecipientTag, { attemptId: 'far', at: noon + 400 * day, limits });
    await pass(hour);
    expect(await storage.countMail(recipient, { attemptId: 'two', at: noon + 1, limits })).toBe('capped');
  });
});

describe('a subject', () => {
  const tag = 'subject' as SubjectTag;

  it('that only began an enrollment keeps its generation', async () => {
    const { storage, pass } = storageWhere();
    await storage.begin(tag, { attemptId: 'begin' });
    const { generation } = await storage.load(tag, {});
    await storage.beginEnrollment(tag, { attemptId: 'begin', generation, pending });
    await pass(day + hour + 60_000);
    expect(await storage.load(tag, {})).toMatchObject({ generation, pendingTotp: undefined });
  });

  it('keeps what does not expire, and loses what does', async () => {
    const { storage, pass } = storageWhere();
    const { generation } = await enabled(storage);
    await storage.beginEnrollment(tag, { attemptId: 'begin', generation, pending });
    await pass(day + hour + 60_000);
    const { pendingTotp, email } = await storage.load(tag, {});
    expect({ pendingTotp, email }).toEqual({ pendingTotp: undefined, email: expect.anything() });
  });

  it('that is written again keeps everything as long from then on', async () => {
    const { storage, pass } = storageWhere();
    const { generation } = await enabled(storage);
    for (let days = 0; days < 5; days++) {
      await storage.beginEnrollment(tag, { attemptId: `begin ${days}`, generation, pending });
      await pass(day);
      expect((await storage.load(tag, {})).pendingTotp).toEqual(pending);
    }
    await pass(hour + 60_000);
    expect((await storage.load(tag, {})).pendingTotp).toBeUndefined();
  });

  async function enabled(storage: MemoryStorage): Promise<{ readonly generation: number }> {
    const addresses = ['address' as AddressTag];
    await storage.begin(tag, { attemptId: 'enable' });
    const { generation } = await storage.load(tag, {});
    const input = { attemptId: 'enable', generation, at: noon, addresses, recoveryDigests: [] };
    await storage.enableEmail(tag, input);
    return storage.load(tag, {});
  }
});
