/** P21: secrets are sealed, bound to subject and purpose, and survive a key rotation. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/memory-storage.ts';
import { createWebCryptoSealing } from '../../src/adapters/sealing/web-crypto-sealing.ts';
import { nobleHashing } from '../../src/adapters/system/noble-hashing.ts';
import { encodeBase64Url } from '../../src/domain/base/base64url.ts';
import { embeddedPorts } from '../../src/embedded.ts';
import { createTwoFactor, definePolicy, generateKeys, parseKeys } from '../../src/index.ts';
import { decodeBase32 } from '../../src/otp.ts';
import { accountsIn, codeOf, enrollTotp, testWorld } from '../support/world.ts';

const text = generateKeys();
const sealingOf = (keys: string) =>
  createWebCryptoSealing({ keys: parseKeys(keys)._unsafeUnwrap(), hashing: nobleHashing });
const context = { tag: 'A'.repeat(22), purpose: 'totp' };
const secret = new TextEncoder().encode('12345678901234567890');

describe('P21 sealing', () => {
  it('opens what was sealed, and never seals to the same bytes twice', async () => {
    const sealing = sealingOf(text);
    const [first, second] = [await sealing.seal(secret, context), await sealing.seal(secret, context)];
    expect(await sealing.open(first, context)).toEqual(secret);
    expect(first.nonce).not.toBe(second.nonce);
    expect(first.ciphertext).not.toBe(second.ciphertext);
    expect(JSON.stringify(first)).not.toContain(encodeBase64Url(secret).slice(0, 12));
  });

  it('does not open what was moved to another subject, purpose or key, cut or altered', async () => {
    const sealing = sealingOf(generateKeys(text));
    const sealed = await sealing.seal(secret, context);
    await expect(sealing.open(sealed, { ...context, tag: 'B'.repeat(22) })).rejects.toBeInstanceOf(Error);
    await expect(sealing.open(sealed, { ...context, purpose: 'access-token' })).rejects.toBeInstanceOf(Error);
    await expect(sealing.open({ ...sealed, keyName: 'k1' }, context)).rejects.toBeInstanceOf(Error);
    await expect(sealing.open({ ...sealed, keyName: 'gone' }, context)).rejects.toBeInstanceOf(Error);
    await expect(sealing.open({ ...sealed, nonce: 'AAAA' }, context)).rejects.toBeInstanceOf(Error);
    await expect(
      sealing.open({ ...sealed, ciphertext: sealed.ciphertext.slice(0, -4) }, context),
    ).rejects.toBeInstanceOf(Error);
    const flipped = (sealed.ciphertext.startsWith('A') ? 'B' : 'A') + sealed.ciphertext.slice(1);
    await expect(sealing.open({ ...sealed, ciphertext: flipped }, context)).rejects.toBeInstanceOf(Error);
  });

  it('seals with the new key after a rotation, and still opens with the old one', async () => {
    const sealed = await sealingOf(text).seal(secret, context);
    const rotated = generateKeys(text);
    expect((await sealingOf(rotated).seal(secret, context)).keyName).toBe('k2');
    expect(await sealingOf(rotated).open(sealed, context)).toEqual(secret);
  });

  it('keeps enrollments, recovery codes and tokens through a key rotation', async () => {
    const storage = createMemoryStorage();
    const before = testWorld({ storage, keys: text });
    const { secret: shown, recoveryCodes } = await enrollTotp(before);
    const proof = { code: { value: codeOf(shown, before.clock.at) } };
    const { token } = (
      await before.twoFactor.accessTokens.create('alice', { name: 'ci', proof })
    )._unsafeUnwrap();
    const after = testWorld({ storage, keys: generateKeys(text), clock: before.clock });
    after.clock.advance(30_000);
    const ask = { subject: 'alice', operation: 'account.delete' } as const;
    expect(
      (await after.twoFactor.authorize({ ...ask, code: { value: codeOf(shown, after.clock.at) } })).isOk(),
    ).toBe(true);
    expect(
      (await after.twoFactor.authorize({ ...ask, code: { value: recoveryCodes[0] ?? '' } }))._unsafeUnwrap()
        .by,
    ).toBe('recovery-code');
    expect((await after.twoFactor.accessTokens.authenticate(token))._unsafeUnwrap().subject).toBe('alice');
  });

  it('passes no secret to storage in the clear', async () => {
    const seen: unknown[] = [];
    const memory = createMemoryStorage();
    const storage = new Proxy(memory, {
      get: (target, name: keyof typeof memory) =>
        typeof target[name] === 'function'
          ? (...args: never[]) => (seen.push(args), (target[name] as (...all: never[]) => unknown)(...args))
          : target[name],
    });
    const world = testWorld({ storage, keys: text });
    const { secret: shown, recoveryCodes } = await enrollTotp(world);
    const passed = JSON.stringify(seen);
    const bytes = decodeBase32(shown)._unsafeUnwrap();
    for (const clear of [
      shown,
      encodeBase64Url(bytes),
      String([...bytes]),
      'alice',
      ...recoveryCodes,
      ...recoveryCodes.map((code) => code.replaceAll('-', '')),
    ]) {
      expect(passed).not.toContain(clear);
    }
  });
});

describe('P21 keys that are not those of the ports', () => {
  const accounts = accountsIn(new Map());
  const policy = definePolicy({ issuer: 'Acme', operations: { login: {} } });
  const create = (keys: string, made?: string) => {
    const ports = { ...embeddedPorts({ accounts, keys: made }), storage: createMemoryStorage() };
    return createTwoFactor({ policy, ports, keys });
  };

  it.each([
    ['fresh ones of the ports', text, undefined],
    ['another root key', text, generateKeys()],
    ['one key fewer', text, generateKeys(text)],
    ['one key more', generateKeys(text), text],
    ['another key of the same name', generateKeys(text), generateKeys(text)],
  ])('are a TypeError that says what to do: %s', (_, keys, made) => {
    expect(() => create(keys, made)).toThrow(
      new TypeError(
        'keys must be those of the ports: pass them to embeddedPorts({ accounts, storage, keys })',
      ),
    );
  });

  it('do not include the same keys, read twice or in another order', () => {
    expect(() => create(text, text)).not.toThrow();
    const [version, root, second, first] = generateKeys(text).split('.');
    const [there, back] = [
      [version, root, second, first],
      [version, root, first, second],
    ].map((parts) => parts.join('.'));
    expect(() => create(there ?? '', back)).not.toThrow();
  });
});
