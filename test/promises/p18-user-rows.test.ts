/** P18: a user row that is handed in where a text belongs shows nowhere. @module */

import { Err, Ok } from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { leaksIn, plantText } from '../facade/taint/search.ts';
import { enrollTotp, testWorld } from '../support/world.ts';

const passwordHash = 'TAINT-argon2id-0123456789';
const row = { id: 'alice', passwordHash };
const planted = [plantText('the password hash', passwordHash)];

type AnyCall = (...args: readonly unknown[]) => PromiseLike<unknown>;

/** The calls of a façade with their paths, such as `totp.enroll`. */
function callsOf(facade: object): readonly (readonly [string, AnyCall])[] {
  return Object.entries(facade).flatMap(([name, part]: [string, unknown]) =>
    typeof part === 'function'
      ? [[name, part as AnyCall] as const]
      : callsOf(part as object).map(([inner, call]) => [`${name}.${inner}`, call] as const),
  );
}

/** What the calls that take a request get, and what the others get. */
const deciding: readonly (readonly unknown[])[] = [
  [{ subject: row, operation: 'login' }, () => 'done'],
  [{ subject: 'alice', operation: row }, () => 'done'],
  [{ subject: row, operation: row }, () => 'done'],
];
const managing: readonly (readonly unknown[])[] = [
  [row],
  [row, row, row],
  ['alice', row, row],
  ['alice', { operation: row, name: row, by: row, reason: row, what: row, proof: row }],
];

describe('P18 a user row in place of a text', () => {
  it('shows in no result, event or mail of any call', async () => {
    const world = testWorld({
      accounts: { alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] } },
    });
    await enrollTotp(world);
    world.events.length = 0;
    const shown: unknown[] = [];
    for (const [name, call] of callsOf(world.twoFactor)) {
      for (const args of ['authorize', 'guard', 'demand'].includes(name) ? deciding : managing) {
        const result = await Promise.resolve(call(...args)).catch((reason: unknown) => reason);
        if (!(result instanceof Ok) && !(result instanceof Err))
          expect(result).toMatchObject({ name: 'DenialError' });
        shown.push([name, result]);
      }
    }
    expect(shown.flatMap((one) => leaksIn(one, planted).map((leak) => [one, leak]))).toEqual([]);
    expect(world.events.filter((event) => leaksIn(event, planted).length > 0)).toEqual([]);
    expect(leaksIn(world.mails, planted)).toEqual([]);
  });

  it('is an unknown subject, or an unknown operation', async () => {
    const { twoFactor, events } = testWorld();
    const subject = row as unknown as string;
    const unknownSubject = { kind: 'unknown-subject', subject: '', operation: 'login' };
    const asSubject = await twoFactor.authorize({ subject, operation: 'login' });
    expect(asSubject._unsafeUnwrapErr()).toMatchObject(unknownSubject);
    const operation = row as unknown as 'login';
    const unknownOperation = { kind: 'unknown-operation', subject: 'alice', operation: '' };
    const asOperation = await twoFactor.authorize({ subject: 'alice', operation });
    expect(asOperation._unsafeUnwrapErr()).toMatchObject(unknownOperation);
    const codeFor = await twoFactor.email.sendCode('alice', { operation });
    expect(codeFor._unsafeUnwrapErr()).toMatchObject(unknownOperation);
    expect(events).toMatchObject([
      { denial: 'unknown-subject', subject: '', operation: 'login' },
      { denial: 'unknown-operation', subject: 'alice', operation: '' },
      { denial: 'unknown-operation', subject: 'alice', operation: '' },
    ]);
  });
});
