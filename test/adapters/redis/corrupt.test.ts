/** What a verb cannot read stops it: `corrupt`, not applied, and every byte of the subject as it was. @module */

import { describe, expect, test } from 'vitest';
import type { SubjectTag } from '../../../src/domain/keys/keyed-names.ts';
import { each, everyVerb, outcomesOf, verbs } from './every-verb.ts';
import { oneServer } from './one-server.ts';
import {
  accessToken,
  chargeOf,
  enrollEverything,
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

/** Puts one text in the place of another that is there. */
function edit(before: string, after: string): readonly string[] {
  const script = `local text, found = string.gsub(redis.call('GET', KEYS[1]), (string.gsub(ARGV[1], '%p', '%%%0')), function() return ARGV[2] end, 1)
    return found == 1 and redis.call('SET', KEYS[1], text) or redis.error_reply('nothing to damage')`;
  return ['EVAL', script, '1', 'KEY', before, after];
}

/** Damages of each key, by its ending: a command, in which KEY stands for the key. */
const damages: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  s: [
    ['version from the future', edit('1|', '2|')],
    ['no version', ['SET', 'KEY', '\n2||10']],
    ['nothing', ['SET', 'KEY', '']],
    ['no line feed', edit('\n1|', '1|')],
    ['an empty line', ['APPEND', 'KEY', '\n']],
    ['a line of nobody', ['APPEND', 'KEY', '\nX|1']],
    ['generation that is no number', edit('1|2|', '1|x|')],
    ['generation beyond 2^53', edit('1|2|', '1|99999999999999999|')],
    ['negative generation', edit('1|2|', '1|-1|')],
    ['recovery codes that are no number', edit('|10\n', '|many\n')],
    ['bytes that are no text', edit('1|2|', '1|2|é')],
    ['authenticator without its secret', edit('|' + 'c'.repeat(48), '')],
    ['authenticator twice', edit('\nA|', '\nA|a|1|6|30|1|1|k1|n|c|1|b\nA|')],
    ['period beyond 2^53', edit('|1|6|30|1|', '|1|6|99999999999999999999|1|')],
    ['unknown algorithm', edit('|1|6|30|1|', '|3|6|30|1|')],
    ['enrolled at no finite instant', edit(`|30|1|${noon}|`, `|30|1|${'9'.repeat(400)}|`)],
    ['locked until no finite instant', edit('\nt|1|0|', `\nt|1|${'9'.repeat(400)}|`)],
    ['enabled at no finite instant', edit(`\nE|${noon}|`, `\nE|${'9'.repeat(400)}|`)],
    ['a mail at no finite instant', edit(`\nM|${noon}|`, `\nM|${'9'.repeat(400)}|`)],
    ['step that is no number', edit('|101|', '|x|')],
    ['step beyond 2^53', edit('|101|', '|99999999999999999|')],
    ['email that is no record', edit('\nE|', '\nE|nonsense|')],
    ['a recipient that is empty', edit('\nE|', '\nE|1||')],
    ['unknown scope', edit('\nt|', '\nx|')],
    ['a scope twice', edit('\nt|', '\nt|0|0\nt|')],
    ['failures that are no number', edit('\nt|1|', '\nt|many|')],
    ['an attempt that is empty', edit('\nP|', '|\nP|')],
    ['an attempt in between that is empty', edit('\nP|', '||a\nP|')],
    ['pending enrollment cut short', edit('|' + 'c'.repeat(48) + '\nC|', '\nC|')],
    ['pending enrollment that is nonsense', edit('\nP|', '\nP|nonsense|')],
    ['unknown purpose', edit('\nC|c|', '\nC|x|')],
    [
      'expiry that is no number',
      edit(`|6|${noon + 600_000}|${longName('more')}`, `|6|soon|${longName('more')}`),
    ],
    ['one field more', edit('\nM|', '|\nM|')],
    ['a mail that is nonsense', ['APPEND', 'KEY', '\nM|nonsense']],
    ['a mail at no instant', ['APPEND', 'KEY', '\nM|x|a']],
  ],
  r: [
    ['version from the future', ['APPEND', 'KEY', '\n2|d|']],
    ['an escape cut short', ['APPEND', 'KEY', '\n1|d%00|']],
    ['one field more', ['APPEND', 'KEY', '\n1|d|a|b']],
    ['nothing', ['SET', 'KEY', '']],
  ],
  c: [
    ['version from the future', ['APPEND', 'KEY', '\n2|a|1|b']],
    ['instant that is no number', ['APPEND', 'KEY', '\n1|a|x|b']],
    ['instant beyond 2^53', ['APPEND', 'KEY', '\n1|a|9007199254740993|b']],
    ['instant that is not finite', ['APPEND', 'KEY', `\n1|a|${'9'.repeat(400)}|b`]],
    ['no label', ['APPEND', 'KEY', '\n1|a|1|']],
  ],
  p: [
    ['version from the future', ['HSET', 'KEY', token, '2|1|d|n|k1|n|c|1|1||wxyz']],
    ['a flag that is none', ['HSET', 'KEY', token, '1|1|d|n|k1|n|c|2|1||wxyz']],
    ['nonsense', ['HSET', 'KEY', token, 'nonsense']],
  ],
  pu: [['instant that is no number', ['HSET', 'KEY', token, 'never']]],
};

const wrongType: readonly (readonly [string, readonly string[]])[] = [
  [
    'another type',
    ['EVAL', "redis.call('DEL', KEYS[1]) return redis.call('ZADD', KEYS[1], 1, 'x')", '1', 'KEY'],
  ],
];

/** Everything of a subject, byte by byte. */
async function dump(tag: string): Promise<readonly unknown[]> {
  const keys = Object.keys(damages).map((ending) => `tfa:{${tag}}:${ending}`);
  return await Promise.all(keys.map((key) => redis.client.command(['DUMP', key])));
}

for (const [ending, ways] of Object.entries(damages)) {
  describe(`the key ${ending}`, () => {
    test.each([...ways, ...wrongType])('%s', async (way, command) => {
      const tag = tagOf(`${ending}-${way.replaceAll(/[^a-z]/g, '')}`.slice(0, 22));
      await enrollEverything(redis.storage, tag);
      await redis.client.command(command.map((part) => (part === 'KEY' ? `tfa:{${tag}}:${ending}` : part)));
      const before = await dump(tag);
      const readers = verbs.filter((verb) => everyVerb[verb].reads.includes(ending));
      expect(await outcomesOf(redis.storage, tag, readers)).toEqual(each(corrupt, readers));
      expect(await dump(tag)).toEqual(before);
    });
  });
}

test('every key that a subject can have is damaged here, and every verb reads its own', async () => {
  const tag = tagOf('all-keys');
  await enrollEverything(redis.storage, tag);
  const keys = (await redis.client.command(['KEYS', `tfa:{${tag}}:*`])) as string[];
  expect(keys.map((key) => key.slice(key.lastIndexOf(':') + 1)).toSorted()).toEqual(
    Object.keys(damages).toSorted(),
  );
  for (const verb of verbs) {
    const fresh = tagOf(`well-${verb}`);
    await enrollEverything(redis.storage, fresh);
    expect(await outcomesOf(redis.storage, fresh, [verb])).toEqual({ [verb]: 'answered' });
  }
});

test('a recipient whose mails cannot be read', async () => {
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
        ...settleOf('one', 1, { generation: 2 }),
        match: { method: 'recovery-code', digest: longName('recovery-0') },
      }),
  ],
])('a %s reads the codes', async (what, call) => {
  const tag = tagOf(what.replaceAll(' ', '-').slice(0, 22));
  await enrollEverything(redis.storage, tag);
  await redis.client.command(['SET', `tfa:{${tag}}:r`, 'nonsense']);
  const before = await dump(tag);
  await expect(call(tag)).rejects.toMatchObject(corrupt);
  expect(await dump(tag)).toEqual(before);
});

test('a record that another version wrote is not lost by a reset either', async () => {
  const tag = tagOf('reset-future');
  await redis.client.command(['SET', `tfa:{${tag}}:s`, '\n2|whatever']);
  await expect(
    redis.storage.reset(tag, { attemptId: longName('reset'), tokens: 'all' }),
  ).rejects.toMatchObject(corrupt);
  expect(await redis.client.command(['GET', `tfa:{${tag}}:s`])).toBe('\n2|whatever');
});
