/** P14: a token opens nothing unless every part of its text is right, checksum or not. @module */

import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { enrollTotp, testWorld } from '../support/world.ts';

/** The text with the checksum that belongs to it, worked out apart from the library. */
function withChecksum(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return body + bytes.toString('base64url');
}

/** The parts of a text: the prefix, the owner, the id and the secret. */
function partsOf(text: string): { readonly [Part in 'prefix' | 'tag' | 'id' | 'secret']: string } {
  const { prefix, tag, id, secret } = /^(?<prefix>\w+?)_(?<tag>.{22})(?<id>.{16})_(?<secret>.{32}).{6}$/.exec(
    text,
  )!.groups!;
  return { prefix: prefix!, tag: tag!, id: id!, secret: secret! };
}

function textOf({ prefix, tag, id, secret }: ReturnType<typeof partsOf>): string {
  return withChecksum(`${prefix}_${tag}${id}_${secret}`);
}

/** Tokens of Alice and of Bob, each of which is accepted. */
async function twoTokens() {
  const accounts = { alice: { password: 'correct horse' }, bob: { password: 'correct horse' } };
  const world = testWorld({ accounts });
  const create = async (subject: string): Promise<string> => {
    const { recoveryCodes } = await enrollTotp(world, subject);
    const proof = { code: { value: recoveryCodes[0]! } };
    const request = { name: 'ci', bypass: true, proof };
    const { token } = (await world.twoFactor.accessTokens.create(subject, request))._unsafeUnwrap();
    return token;
  };
  const { authenticate } = world.twoFactor.accessTokens;
  const [alices, bobs] = [await create('alice'), await create('bob')];
  for (const text of [alices, bobs]) {
    expect(textOf(partsOf(text))).toBe(text);
    expect((await authenticate(text)).isOk()).toBe(true);
  }
  const reasonFor = async (text: string): Promise<string> => {
    const refused = (await authenticate(text))._unsafeUnwrapErr();
    return 'reason' in refused ? String(refused.reason) : refused.kind;
  };
  return { world, alices, bobs, reasonFor };
}

it.each(['tag', 'id', 'secret'] as const)(
  'P14 a text with any other character in its %s is refused, although its checksum is right',
  async (part) => {
    const { world, alices, reasonFor } = await twoTokens();
    const [before] = (await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
    world.clock.advance(600_000);
    const parts = partsOf(alices);
    for (let index = 0; index < parts[part].length; index++) {
      const characters = [...parts[part]];
      characters[index] = characters[index] === 'A' ? 'B' : 'A';
      expect(await reasonFor(textOf({ ...parts, [part]: characters.join('') }))).toBe('unknown');
    }
    // A refused text is no use of the token.
    const [after] = (await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
    expect(after).toEqual(before);
  },
);

it.each([
  ['the secret of another token', 'secret'],
  ['the id of another token', 'id'],
  ['the owner of another token', 'tag'],
] as const)('P14 a text with %s is refused, although its checksum is right', async (_, part) => {
  const { alices, bobs, reasonFor } = await twoTokens();
  const [one, other] = [partsOf(alices), partsOf(bobs)];
  expect(await reasonFor(textOf({ ...one, [part]: other[part] }))).toBe('unknown');
  expect(await reasonFor(textOf({ ...other, [part]: one[part] }))).toBe('unknown');
});
