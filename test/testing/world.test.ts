/** The parts that tests are built from: the model, the virtual world and random values. @module */

import fc from 'fast-check';
import {
  anyClient,
  memoryAccounts,
  policy,
  recordingMailer,
  seededRandom,
  storageVerbs,
  storedAccessToken,
  subjectRules,
  virtualClock,
} from 'second-factor/testing';
import { describe, expect, test } from 'vitest';

describe('the parts of tests', () => {
  test('subjectRules has a rule for every verb but those about a recipient and the storage', () => {
    expect([...Object.keys(subjectRules), 'countMail', 'recognize'].sort()).toEqual([...storageVerbs].sort());
  });

  test('virtualClock: advance resolves exactly the sleeps that are over', async () => {
    const clock = virtualClock(1000);
    const woken: string[] = [];
    const signal = new AbortController().signal;
    void clock.sleep(500, signal).then(() => woken.push('early'));
    void clock.sleep(501, signal).then(() => woken.push('late'));
    clock.advance(500);
    await Promise.resolve();
    expect(woken).toEqual(['early']);
    expect(clock.now()).toBe(1500);
    clock.advance(-1000);
    expect(clock.now()).toBe(500);
  });

  test('seededRandom: a seed repeats its bytes, and another seed has others', () => {
    const [one, same, other] = [seededRandom(1), seededRandom(1), seededRandom(2)];
    const first = one.bytes(32);
    expect(first).toEqual(same.bytes(32));
    expect(first).not.toEqual(other.bytes(32));
    expect(one.bytes(32)).not.toEqual(first);
  });

  test('recordingMailer: latestCode returns the latest code of an address, or of any', async () => {
    const mailer = recordingMailer();
    const data = { code: '123 456', expiresAt: 0, at: 0, issuer: 'Acme' };
    await mailer.send({ to: 'a@example.org', kind: 'code', data });
    await mailer.send({ to: 'b@example.org', kind: 'code', data: { ...data, code: '654 321' } });
    expect(mailer.latestCode('a@example.org')).toBe('123456');
    expect(mailer.latestCode()).toBe('654321');
    expect(mailer.latestCode('c@example.org')).toBeUndefined();
  });

  test('memoryAccounts: no password is right for an account without one', async () => {
    const accounts = memoryAccounts({ alice: { password: 'secret' } });
    accounts.set('bob', {});
    expect(await accounts.find('alice')).toEqual({ id: 'alice', verifiedEmails: [], hasPassword: true });
    expect((await accounts.find('bob'))?.hasPassword).toBe(false);
    expect(await accounts.find('carol')).toBeUndefined();
    expect(await accounts.verifyPassword('alice', 'secret')).toBe(true);
    expect(await accounts.verifyPassword('bob', undefined as unknown as string)).toBe(false);
  });

  test('policy, anyClient and storedAccessToken draw valid values', () => {
    fc.assert(
      fc.property(policy, anyClient, storedAccessToken, (drawn, client, token) => {
        expect(drawn.attempts.maxLockSeconds).toBeGreaterThanOrEqual(drawn.attempts.firstLockSeconds);
        expect(drawn.operations['login']?.trustedClients).toBe('ignored');
        expect(Object.keys(client).every((part) => ['userAgent', 'ip', 'session'].includes(part))).toBe(true);
        expect(token.id).toHaveLength(16);
      }),
    );
  });
});
