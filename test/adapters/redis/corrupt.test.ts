/**
 * A verb that cannot read a stored line rejects as `corrupt` and changes no byte. `forget` reads
 * nothing, and so erases such a subject too (P26).
 * @module
 */

import { describe, expect, test } from 'vitest';
import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import { each, everyVerb, outcomesOf, verbs } from './every-verb.ts';
import { oneServer } from './one-server.ts';
import {
  accessToken,
  chargeOf,
  enrollEverything,
  fullGeneration,
  limits,
  longName,
  mailbox,
  noon,
  settleOf,
  tagOf,
} from './subjects.ts';

const redis = oneServer();

const corrupt = { kind: 'corrupt', outcome: 'not-applied' };

const token = accessToken().id;

const recovery = chargeOf('one', { candidates: [{ method: 'recovery-code', isWellFormed: true }] });

/** Replaces a part of a text that is there. */
function edit(before: string, after: string): readonly string[] {
  const script = `local text, found = string.gsub(redis.call('GET', KEYS[1]), (string.gsub(ARGV[1], '%p', '%%%0')), function() return ARGV[2] end, 1)
    return found == 1 and redis.call('SET', KEYS[1], text) or redis.error_reply('nothing to damage')`;
  return ['EVAL', script, '1', 'KEY', before, after];
}

/** Ways to damage each key, by its ending: a command, in which KEY stands for the key. */
const damages: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  s: [
    ['a version from the future', edit('1|', '2|')],
    ['no version', ['SET', 'KEY', '\n2||10']],
    ['an empty text', ['SET', 'KEY', '']],
    ['no line feed', edit('\n1|', '1|')],
    ['an empty line', ['APPEND', 'KEY', '\n']],
    ['an unknown line', ['APPEND', 'KEY', '\nX|1']],
    ['lines in another order', edit('\nP|', '\nM|1|a\nP|')],
    ['a generation that is not a number', edit(`1|${fullGeneration}|`, '1|x|')],
    ['a generation beyond 2^53', edit(`1|${fullGeneration}|`, '1|99999999999999999|')],
    ['a negative generation', edit(`1|${fullGeneration}|`, '1|-1|')],
    ['a number of recovery codes that is not a number', edit('|10\n', '|many\n')],
    ['bytes outside ASCII', edit(`1|${fullGeneration}|`, '1|2|é')],
    ['a brace', edit(`1|${fullGeneration}|`, '1|2|{')],
    ['an escape cut short', edit(`1|${fullGeneration}|`, '1|2|%00')],
    ['an escape of an escape', edit('\nM|', '\nM|1|%0041%\nM|')],
    ['an authenticator without its secret', edit('|' + 'c'.repeat(48), '')],
    ['two authenticators', edit('\nA|', '\nA|a|1|6|30|k1|n|c|1|1|b\nA|')],
    ['a period beyond 2^53', edit('|1|6|30|', '|1|6|99999999999999999999|')],
    ['an unknown algorithm', edit('|1|6|30|', '|3|6|30|')],
    ['an enrollment at an infinite instant', edit(`|${noon}|101|`, `|${'9'.repeat(400)}|101|`)],
    ['an enrollment at an instant that is not a number', edit(`|${noon}|101|`, '|1e-|101|')],
    ['a step that is not a number', edit('|101|', '|x|')],
    ['a step beyond 2^53', edit('|101|', '|99999999999999999|')],
    ['email enabled at an infinite instant', edit(`\nE|${noon}|`, `\nE|${'9'.repeat(400)}|`)],
    ['email enabled at no instant', edit('\nE|', '\nE|nonsense|')],
    ['an empty recipient', edit('\nE|', '\nE|1||')],
    ['email both enabled and switched off', edit('\nF|', '\nO\nF|')],
    ['an unknown scope', edit('\nF|t|', '\nF|x|')],
    ['a scope twice', edit('\nF|t|', '\nF|t|0|0\nF|t|')],
    ['failures that are not a number', edit('\nF|t|1|', '\nF|t|many|')],
    ['a lock until an infinite instant', edit('\nF|t|1|0|', `\nF|t|1|${'9'.repeat(400)}|`)],
    ['an empty attempt', edit('\nP|', '|\nP|')],
    ['an empty attempt among others', edit('\nP|', '||a\nP|')],
    ['a pending enrollment cut short', edit(`|${noon + 600_000}\nC|`, '\nC|')],
    ['a pending enrollment that is nonsense', edit('\nP|', '\nP|nonsense|')],
    ['an unknown purpose', edit('\nC|c|', '\nC|x|')],
    [
      'an expiry that is not a number',
      edit(`|6|${noon + 600_000}|${longName('more')}`, `|6|soon|${longName('more')}`),
    ],
    ['one field too many', edit('\nM|', '|\nM|')],
    ['a mail that is nonsense', ['APPEND', 'KEY', '\nM|nonsense']],
    ['a mail at no instant', ['APPEND', 'KEY', '\nM|x|a']],
    ['a mail at an infinite instant', edit(`\nM|${noon}|`, `\nM|${'9'.repeat(400)}|`)],
    ['a mail at an instant that is NaN', ['APPEND', 'KEY', '\nM|nan|a']],
  ],
  r: [
    ['a version from the future', ['APPEND', 'KEY', '\n2|d|']],
    ['an escape cut short', ['APPEND', 'KEY', '\n1|d%00|']],
    ['one field too many', ['APPEND', 'KEY', '\n1|d|a|b']],
    ['an empty text', ['SET', 'KEY', '']],
  ],
  c: [
    ['a version from the future', ['APPEND', 'KEY', '\n2|a|1|b']],
    ['an instant that is not a number', ['APPEND', 'KEY', '\n1|a|x|b']],
    ['an instant beyond 2^53', ['APPEND', 'KEY', '\n1|a|9007199254740993|b']],
    ['an infinite instant', ['APPEND', 'KEY', `\n1|a|${'9'.repeat(400)}|b`]],
    ['no label', ['APPEND', 'KEY', '\n1|a|1|']],
  ],
  p: [
    ['a version from the future', ['HSET', 'KEY', token, '2|1|d|n|k1|n|c|1|1||wxyz|0']],
    ['an unknown flag', ['HSET', 'KEY', token, '1|1|d|n|k1|n|c|2|1||wxyz|0']],
    ['scopes of a token for everything', ['HSET', 'KEY', token, '1|1|d|n|k1|n|c|1|1||wxyz|0|a']],
    ['nonsense', ['HSET', 'KEY', token, 'nonsense']],
  ],
  pu: [
    ['an instant that is not a number', ['HSET', 'KEY', token, 'never']],
    ['an instant that is NaN', ['HSET', 'KEY', token, 'nan']],
  ],
};

const wrongType: readonly (readonly [string, readonly string[]])[] = [
  [
    'another type',
    ['EVAL', "redis.call('DEL', KEYS[1]) return redis.call('ZADD', KEYS[1], 1, 'x')", '1', 'KEY'],
  ],
];

/** Every byte of a subject. */
async function dump(tag: string): Promise<readonly unknown[]> {
  const keys = Object.keys(damages).map((ending) => `tfa:{${tag}}:${ending}`);
  return await Promise.all(keys.map((key) => redis.client.command(['DUMP', key])));
}

for (const [ending, ways] of Object.entries(damages)) {
  describe(`the key ${ending}`, () => {
    test.each([...ways, ...wrongType])('%s', async (way, command) => {
      const tag = tagOf(`${ending}-${ways.findIndex(([name]) => name === way)}`);
      await enrollEverything(redis.storage, tag);
      await redis.client.command(command.map((part) => (part === 'KEY' ? `tfa:{${tag}}:${ending}` : part)));
      const before = await dump(tag);
      const readers = verbs.filter((verb) => everyVerb[verb].reads.includes(ending));
      expect(await outcomesOf(redis.storage, tag, readers)).toEqual(each(corrupt, readers));
      expect(await dump(tag)).toEqual(before);
      expect(await redis.storage.forget(tag)).toBe('erased');
      expect(await redis.client.command(['KEYS', `tfa:{${tag}}:*`])).toEqual([]);
    });
  });
}

test('every key of a subject is damaged here, and every verb reads a sound subject', async () => {
  const tag = tagOf('all-keys');
  await enrollEverything(redis.storage, tag);
  const keys = (await redis.client.command(['KEYS', `tfa:{${tag}}:*`])) as string[];
  expect(keys.map((key) => key.slice(key.lastIndexOf(':') + 1)).toSorted()).toEqual(
    Object.keys(damages).toSorted(),
  );
  for (const verb of verbs) {
    const fresh = tagOf(`well-${verb}`);
    await enrollEverything(redis.storage, fresh);
    expect(await outcomesOf(redis.storage, fresh, [verb])).toEqual({ [verb]: 'resolved' });
  }
});

test('counting a mail rejects if the mails of the recipient cannot be read', async () => {
  const call = (): Promise<unknown> =>
    redis.storage.countMail(mailbox, { attemptId: longName('verb'), at: noon, limits });
  await redis.client.command(['SET', `tfa:{${mailbox}}:n`, 'nonsense']);
  await expect(call()).rejects.toMatchObject(corrupt);
  expect(await redis.client.command(['GET', `tfa:{${mailbox}}:n`])).toBe('nonsense');
});

test.each([
  ['charge of a recovery code', (tag: SubjectTag) => redis.storage.charge(tag, recovery)],
  [
    'settlement of a recovery code',
    (tag: SubjectTag) =>
      redis.storage.settle(tag, {
        ...settleOf('one', 1, { generation: fullGeneration }),
        match: { method: 'recovery-code', digest: longName('recovery-0') },
      }),
  ],
])('a %s rejects if the codes cannot be read', async (what, call) => {
  const tag = tagOf(what.replaceAll(' ', '-').slice(0, 22));
  await enrollEverything(redis.storage, tag);
  await redis.client.command(['SET', `tfa:{${tag}}:r`, 'nonsense']);
  const before = await dump(tag);
  await expect(call(tag)).rejects.toMatchObject(corrupt);
  expect(await dump(tag)).toEqual(before);
});

test('a reset keeps a record of another version', async () => {
  const tag = tagOf('reset-future');
  await redis.client.command(['SET', `tfa:{${tag}}:s`, '\n2|a|b|c']);
  await expect(
    redis.storage.reset(tag, { attemptId: longName('reset'), tokens: 'all' }),
  ).rejects.toMatchObject(corrupt);
  expect(await redis.client.command(['GET', `tfa:{${tag}}:s`])).toBe('\n2|a|b|c');
});
