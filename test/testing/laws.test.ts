/** The collections of laws, their registration, and how a failure is repeated. @module */

import { createMemoryStorage } from 'second-factor/adapters/memory';
import { type Law, facadeLaws, register, storageLaws } from 'second-factor/testing';
import { describe, expect, test } from 'vitest';
import { defaultPolicy, testWorld } from '../support/world.ts';
import { notAtomic } from './broken/not-atomic.ts';

describe('storageLaws', () => {
  const laws = storageLaws(() => ({ storage: createMemoryStorage() }));

  test('the laws are frozen and have unique ids', () => {
    expect(Object.isFrozen(laws)).toBe(true);
    expect(laws.every((law) => Object.isFrozen(law))).toBe(true);
    expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length);
  });

  test('every promise that a storage can keep has a law', () => {
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
        'P23',
        'P26',
        'P29',
      ].sort(),
    );
  });

  test('a failure can be repeated, with the same schedule, by its seed and path', async () => {
    const broken = notAtomic[0];
    if (broken === undefined) throw new RangeError('notAtomic must not be empty');
    const messageOf = async (options: { readonly seed: number; readonly path?: string }): Promise<string> => {
      const law = storageLaws(broken.create, options).find(({ id }) => id === 'one-step-settles-once');
      return law!.run().then(
        () => 'the law holds',
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

describe('facadeLaws', () => {
  test('P1 to P20, P23 and P26 each have a law, and one that does not apply returns the reason', async () => {
    const facade = {
      policy: defaultPolicy,
      createTwoFactor: () => testWorld().twoFactor,
      createPorts: () => failOnCreate(),
    };
    const all = facadeLaws(facade);
    const numbers = new Set(all.map((law) => Number(law.promise.slice(1))));
    const first = Array.from({ length: 20 }, (_, index) => index + 1);
    expect([...numbers].sort((a, b) => a - b)).toEqual([...first, 23, 26]);
    const inapplicable = all.find((law) => law.notApplicable !== undefined);
    expect(await inapplicable?.run()).toEqual({
      outcome: 'not-applicable',
      reason: inapplicable?.notApplicable,
    });
  });
});

describe('register', () => {
  test('each law becomes a test, grouped by promise, with the reason if it does not apply', async () => {
    const titles: string[] = [];
    const ran: Promise<void>[] = [];
    const law: Law = {
      id: 'a',
      name: 'one',
      promise: 'P2',
      run: () => Promise.resolve({ outcome: 'held', runs: 1 }),
    };
    const other: Law = { ...law, id: 'b', name: 'two', promise: 'P1', notApplicable: 'no operation asks' };
    register([law, other], {
      describe: (name, body) => {
        titles.push(name);
        body();
      },
      it: (name, body) => {
        titles.push(name);
        ran.push(body());
      },
    });
    await Promise.all(ran);
    expect(titles).toEqual(['P1', 'two (does not apply: no operation asks)', 'P2', 'one']);
  });
});

function failOnCreate(): never {
  throw new TypeError('createPorts must not be called before a law runs');
}
