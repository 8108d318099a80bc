/** The parts of the kit do what their names say. @module */

import fc from 'fast-check';
import { createMemoryStorage } from 'second-factor/adapters/memory';
import type { ClientFingerprint, SubjectTag } from 'second-factor/domain';
import {
  type Fault,
  type Law,
  type Observed,
  type StorageCall,
  storedAccessToken,
  anyClient,
  facadeLaws,
  faultyStorage,
  isLinearizable,
  memoryAccounts,
  planOf,
  policy,
  recordingMailer,
  register,
  scheduledStorage,
  seededRandom,
  storageLaws,
  storageVerbs,
  subjectRules,
  virtualClock,
} from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { defaultPolicy, testWorld } from '../support/world.ts';
import { notAtomic } from './broken/not-atomic.ts';

const tag = 'subject_______________' as SubjectTag;
const bump = (attemptId: string): StorageCall => ({ verb: 'raiseGeneration', args: [tag, { attemptId }] });
const load: StorageCall = { verb: 'load', args: [tag, {}] };

describe('laws', () => {
  const laws = storageLaws(() => ({ storage: createMemoryStorage() }));

  test('are frozen data with ids of their own', () => {
    expect(Object.isFrozen(laws)).toBe(true);
    expect(laws.every((law) => Object.isFrozen(law))).toBe(true);
    expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length);
  });

  test('are about every promise that a storage can keep', () => {
    const promises = new Set(laws.map(({ promise }) => promise));
    expect([...promises].sort()).toEqual(
      [
        'P1',
        'P2',
        'P3',
        'P4',
        'P5',
        'P6',
        'P7',
        'P8',
        'P9',
        'P10',
        'P11',
        'P12',
        'P14',
        'P16',
        'P17',
        'P19',
        'P20',
      ].sort(),
    );
  });

  test('of a façade are about P1 to P20, each of which says so where it does not apply', async () => {
    const facade = {
      policy: defaultPolicy,
      createTwoFactor: () => testWorld().twoFactor,
      createPorts: () => fail(),
    };
    const all = facadeLaws(facade);
    const numbers = new Set(all.map((law) => Number(law.promise.slice(1))));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const silent = all.find((law) => law.notApplicable !== undefined);
    expect(await silent?.run()).toEqual({ outcome: 'not-applicable', reason: silent?.notApplicable });
  });

  test('register: one test each, by promise, and the ones that do not apply say so', async () => {
    const said: string[] = [];
    const ran: Promise<void>[] = [];
    const law: Law = {
      id: 'a',
      name: 'one',
      promise: 'P2',
      run: () => Promise.resolve({ outcome: 'held', runs: 1 }),
    };
    const other: Law = { ...law, id: 'b', name: 'two', promise: 'P1', notApplicable: 'nobody asks' };
    register([law, other], {
      describe: (name, body) => {
        said.push(name);
        body();
      },
      it: (name, body) => {
        said.push(name);
        ran.push(body());
      },
    });
    await Promise.all(ran);
    expect(said).toEqual(['P1', 'two (does not apply: nobody asks)', 'P2', 'one']);
  });

  test('a failure repeats by its seed and path, with the same schedule', async () => {
    const broken = notAtomic[0];
    if (broken === undefined) throw new RangeError('no broken storage');
    const messageOf = async (options: { readonly seed: number; readonly path?: string }): Promise<string> => {
      const law = storageLaws(broken.create, options).find(({ id }) => id === 'one-step-settles-once');
      return law!.run().then(
        () => 'it lives',
        (error: Error) => error.message,
      );
    };
    const first = await messageOf({ seed: 7 });
    const path = /path: ([\d:]+)/.exec(first)?.[1] ?? '';
    const again = await messageOf({ seed: 7, path });
    const scheduleOf = (message: string): readonly string[] =>
      [...message.matchAll(/[GS]ET for settle|client \d/g)].map(([event]) => event);
    expect(scheduleOf(first)).toEqual(expect.arrayContaining(['GET for settle', 'SET for settle']));
    expect(scheduleOf(again)).toEqual(scheduleOf(first));
  });
});

function fail(): never {
  throw new TypeError('nothing is created before a law runs');
}

describe('scheduledStorage', () => {
  test('a call reaches the storage when it is picked, one after the other', async () => {
    const orders = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const storage = scheduledStorage(createMemoryStorage(), scheduler);
        const generations: string[] = [];
        const calls = ['a', 'b'].map(async (client) => {
          await storage.raiseGeneration(tag, { attemptId: client });
          generations.push(`${client}${(await storage.load(tag, {})).generation}`);
        });
        await scheduler.waitFor(Promise.all(calls));
        orders.add(generations.join());
      }),
    );
    expect([...orders].sort()).toEqual(['a1,b2', 'a2,b2', 'b1,a2', 'b2,a2']);
  });
});

describe('faultyStorage', () => {
  test.each<[Fault, string, number]>([
    ['none', 'raised', 1],
    ['not-sent', 'not-applied', 0],
    ['reply-lost', 'unknown', 1],
    ['duplicated', 'raised', 1],
  ])('%s: the caller sees %s, and the generation is %d', async (fault, seen, generation) => {
    const storage = createMemoryStorage();
    const faulty = faultyStorage(storage, planOf([fault]));
    const answer = await faulty
      .raiseGeneration(tag, { attemptId: 'a' })
      .catch((error: { readonly outcome: string }) => error.outcome);
    expect(answer).toBe(seen);
    expect((await storage.load(tag, {})).generation).toBe(generation);
    expect((await faulty.load(tag, {})).generation, 'later calls are spared').toBe(generation);
  });

  test('duplicated: the second answer is the one that arrives', async () => {
    const storage = createMemoryStorage();
    const faulty = faultyStorage(storage, planOf(['none', 'duplicated']));
    expect(await faulty.revokeToken(tag, { id: 'none' })).toBe('not-found');
    await storage.settle(tag, {
      attemptId: 'a',
      at: 0,
      generation: 0,
      match: { method: 'password' },
      trust: { client: { client: 'c' as ClientFingerprint, factorAt: 0, label: '' }, maxClients: 1 },
    });
    expect(await faulty.revokeTrusted(tag, { client: 'c' as ClientFingerprint })).toBe('not-found');
  });
});

describe('isLinearizable', () => {
  const at = 0;
  const stateAt = (generation: number): unknown => ({
    generation,
    mails: [],
    recoveryCodesLeft: 0,
    attempts: {},
  });
  const observed = (call: StorageCall, calledAt: number, returnedAt: number, value: unknown): Observed => ({
    call,
    calledAt,
    returnedAt,
    outcome: { value },
  });
  const unknown = (call: StorageCall, calledAt: number): Observed => ({
    call,
    calledAt,
    returnedAt: Number.POSITIVE_INFINITY,
  });

  test('a read beside a write may see it or not', () => {
    for (const generation of [0, 1]) {
      const history = [observed(bump('a'), 1, 4, 'raised'), observed(load, 2, 3, stateAt(generation))];
      expect(isLinearizable(history, at)).toBe(true);
    }
  });

  test('a read after a write must see it', () => {
    const write = observed(bump('a'), 1, 2, 'raised');
    expect(isLinearizable([write, observed(load, 3, 4, stateAt(1))], at)).toBe(true);
    expect(isLinearizable([write, observed(load, 3, 4, stateAt(0))], at)).toBe(false);
  });

  test('what was seen once stays seen', () => {
    const write = observed(bump('a'), 1, 9, 'raised');
    const reads = (first: number, second: number): boolean =>
      isLinearizable(
        [write, observed(load, 2, 3, stateAt(first)), observed(load, 4, 5, stateAt(second))],
        at,
      );
    expect(reads(0, 1)).toBe(true);
    expect(reads(1, 0)).toBe(false);
  });

  test('a call of unknown outcome may have taken effect at any time since, or never, but once', () => {
    const seen = (...generations: readonly number[]): boolean =>
      isLinearizable(
        [
          unknown(bump('a'), 1),
          ...generations.map((generation, index) =>
            observed(load, 2 + 2 * index, 3 + 2 * index, stateAt(generation)),
          ),
        ],
        at,
      );
    expect(seen(0, 0)).toBe(true);
    expect(seen(0, 1)).toBe(true);
    expect(seen(1, 1)).toBe(true);
    expect(seen(1, 2)).toBe(false);
  });

  test('subjects are ordered each for itself', () => {
    const other: StorageCall = {
      verb: 'raiseGeneration',
      args: ['another_______________' as SubjectTag, { attemptId: 'a' }],
    };
    const history = [observed(other, 1, 2, 'raised'), observed(load, 3, 4, stateAt(0))];
    expect(isLinearizable(history, at)).toBe(true);
  });
});

describe('the world', () => {
  test('the model has a rule for every verb but the one of recipients', () => {
    expect([...Object.keys(subjectRules), 'countMail'].sort()).toEqual([...storageVerbs].sort());
  });

  test('virtualClock: wakes whom it passes, and no one else', async () => {
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

  test('seededRandom: the same bytes for the same seed, others for another', () => {
    const [one, same, other] = [seededRandom(1), seededRandom(1), seededRandom(2)];
    const first = one.bytes(32);
    expect(first).toEqual(same.bytes(32));
    expect(first).not.toEqual(other.bytes(32));
    expect(one.bytes(32)).not.toEqual(first);
  });

  test('recordingMailer: finds the latest code of an address', async () => {
    const mailer = recordingMailer();
    const data = { code: '123 456', expiresAt: 0, at: 0, issuer: 'Acme' };
    await mailer.send({ to: 'a@example.org', kind: 'code', data });
    await mailer.send({ to: 'b@example.org', kind: 'code', data: { ...data, code: '654 321' } });
    expect(mailer.latestCode('a@example.org')).toBe('123456');
    expect(mailer.latestCode()).toBe('654321');
    expect(mailer.latestCode('c@example.org')).toBeUndefined();
  });

  test('memoryAccounts: an account without a password has none, and none is the password of nobody', async () => {
    const accounts = memoryAccounts({ alice: { password: 'secret' } });
    accounts.set('bob', {});
    expect(await accounts.find('alice')).toEqual({ verifiedEmails: [], hasPassword: true });
    expect((await accounts.find('bob'))?.hasPassword).toBe(false);
    expect(await accounts.find('carol')).toBeUndefined();
    expect(await accounts.verifyPassword('alice', 'secret')).toBe(true);
    expect(await accounts.verifyPassword('bob', undefined as unknown as string)).toBe(false);
  });

  test('policy, anyClient, storedAccessToken: what is drawn is sound', () => {
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
