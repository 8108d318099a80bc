/** P18: no secret, code, token or key turns up in anything returned, thrown, recorded or mailed, but in the one result that shows it. @module */

import { randomBytes } from 'node:crypto';
import type { Result } from 'neverthrow';
import { describe, expect, it, test } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { nodeHashing } from '../../src/adapters/node/index.ts';
import { createWebCryptoSealing } from '../../src/adapters/sealing/index.ts';
import { nobleHashing } from '../../src/adapters/system/index.ts';
import { embeddedPorts } from '../../src/embedded.ts';
import { type Method, createTwoFactor, definePolicy, generateKeys, parseKeys } from '../../src/index.ts';
import {
  decodeBase32,
  generateSecret,
  hotp,
  parseKeyUri,
  prepareKey,
  totp,
  verifyTotp,
} from '../../src/otp.ts';
import { enrollTotp, testWorld } from '../support/world.ts';
import { faults, portTaint } from './faults/faulty-ports.ts';
import { play } from './faults/play-fault.ts';
import { scenes } from './faults/scenes.ts';
import { type Stage, code8, password, shownBy } from './faults/stage.ts';
import { steadyKeys } from './faults/steady-parts.ts';
import { type Planted, everythingShown, leaksIn, plantBytes, plantText } from './taint/search.ts';

const keySecrets: readonly Planted[] = [
  plantBytes('the rootKey', steadyKeys.rootKey.reveal()),
  ...steadyKeys.named.map(({ name, secret }) => plantBytes(`key ${name}`, secret.reveal())),
];

/** Everything secret that there is on a stage, now that the play is over. */
function secretsOn(stage: Stage): readonly Planted[] {
  const { secrets, recoveryCodes, tokens, authenticated } = shownBy(stage);
  const mailed = stage.mails.flatMap((mail) => (mail.kind === 'code' ? [mail.data.code] : []));
  return [
    ...keySecrets,
    plantText('the password', password),
    plantText('what a port threw', portTaint),
    ...secrets.flatMap((secret) => [
      plantText('a secret', secret),
      plantBytes('the bytes of a secret', decodeBase32(secret)._unsafeUnwrap()),
      ...[-30_000, 0, 30_000].map((drift) => plantText('a live code', code8(secret, stage.clock.at + drift))),
    ]),
    ...recoveryCodes.map((code) => plantText('a recovery code', code)),
    ...tokens.flatMap((token) => [
      plantText('a token', token),
      plantText('the secret of a token', token.split('_').at(-1)!.slice(0, 32)),
    ]),
    ...authenticated.map(({ digest }) => plantText('the digest of a token', digest.reveal())),
    ...mailed.map((code) => plantText('an emailed code', code)),
  ];
}

const shownOnce = ['secret', 'keyUri', 'recoveryCodes', 'token'];

/** An answer, without the fields that exist to show something once. */
function withoutShown(answer: Result<unknown, unknown>): unknown {
  if (answer.isErr() || typeof answer.value !== 'object' || answer.value === null) return answer;
  return Object.fromEntries(Object.entries(answer.value).filter(([name]) => !shownOnce.includes(name)));
}

function leaksOn(stage: Stage): readonly string[] {
  const secrets = secretsOn(stage);
  const mails = stage.mails.map((mail) =>
    mail.kind === 'code' ? { ...mail, data: { ...mail.data, code: '' } } : mail,
  );
  return [
    ...stage.answers.flatMap((answer) => leaksIn(withoutShown(answer), secrets)),
    ...leaksIn(stage.events, secrets).map((name) => `event: ${name}`),
    ...leaksIn(mails, secrets).map((name) => `mail: ${name}`),
    ...leaksIn(stage.twoFactor, secrets).map((name) => `façade: ${name}`),
  ];
}

test.each(scenes)('$name: the answers, events and mails of it show nothing', async (scene) => {
  const healthy = await play(scene);
  expect(secretsOn(healthy.stage).length).toBeGreaterThan(keySecrets.length + 1);
  expect(leaksOn(healthy.stage)).toEqual([]);
});

test.each(scenes)('$name: nor does it where a port throws something secret', async (scene) => {
  const healthy = await play(scene);
  const throws = faults.filter(({ name }) => name === 'throws' || name === 'rejects');
  for (const [index, call] of healthy.calls.entries()) {
    for (const fault of throws.filter(({ ofPort }) => ofPort(call))) {
      const { stage } = await play(scene, { nth: index + 1, fault });
      expect(leaksOn(stage)).toEqual([]);
    }
  }
});

describe('what was typed', () => {
  const typed = 'TAINT-typed-0123456789';
  const planted = [
    plantText('what was typed', typed),
    plantText('digits', '73519284'),
    plantText('spaced', '735 192 84'),
  ];
  const values = [typed, '73519284', '735 192 84', '7K3M-Q9TV-0AXC-52HD', typed.repeat(500)];
  const recovery = plantText('a typed recovery code', '7K3M-Q9TV-0AXC-52HD');

  it('turns up nowhere, whatever it was typed for', async () => {
    const world = testWorld({
      accounts: {
        alice: { password: 'correct horse', verifiedEmails: ['alice@example.org'] },
        bob: { password: 'x' },
      },
    });
    await enrollTotp(world);
    const { twoFactor } = world;
    const methods = [undefined, 'totp', 'email', 'recovery-code', 'password', typed] as (
      | Method
      | undefined
    )[];
    const answers: Result<unknown, unknown>[] = [];
    for (const value of values) {
      for (const method of methods) {
        const code = { method, value };
        for (const subject of ['alice', 'bob', 'nobody']) {
          answers.push(await twoFactor.authorize({ subject, operation: 'settings.save', code }));
          answers.push(await twoFactor.totp.enroll(subject, { proof: { code } }));
          answers.push(await twoFactor.accessTokens.create(subject, { name: 'ci', proof: { code } }));
        }
      }
      answers.push(await twoFactor.totp.confirm('alice', value));
      answers.push(await twoFactor.accessTokens.authenticate(value));
      answers.push(await twoFactor.accessTokens.authenticate(`sfp_${value}`));
      const accessToken = { subject: 'alice', id: value, digest: value } as never;
      answers.push(await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', accessToken }));
    }
    expect(answers.filter((answer) => answer.isOk())).toEqual([]);
    expect(leaksIn([answers, world.events, world.mails], [...planted, recovery])).toEqual([]);
  });
});

describe('what holds keys', () => {
  const text = generateKeys();
  const keys = parseKeys(text)._unsafeUnwrap();
  const secrets = [
    plantBytes('the rootKey', keys.rootKey.reveal()),
    ...keys.named.map(({ name, secret }) => plantBytes(name, secret.reveal())),
    plantText('the text of the keys', text),
  ];
  const accounts = { find: async () => undefined, verifyPassword: async () => false };
  const ports = embeddedPorts({ accounts, keys });
  const policy = definePolicy({ issuer: 'Acme', operations: { login: {} } });

  it.each([
    ['the keys', keys],
    ['the ports', ports],
    ['the façade', createTwoFactor({ policy, ports })],
    ['the policy', policy],
    ['the sealing', createWebCryptoSealing({ keys, hashing: nobleHashing })],
    ['the storage', createMemoryStorage()],
  ])('%s shows none', (_, value) => {
    expect(leaksIn(value, secrets)).toEqual([]);
    expect(leaksIn({ deep: [value] }, secrets)).toEqual([]);
    expect(leaksIn(new Error('with a cause', { cause: value }), secrets)).toEqual([]);
  });

  it.each([
    ['noble', nobleHashing],
    ['node', nodeHashing],
  ])('a key that %s prepared shows neither the secret nor bytes that would forge', (_, hashing) => {
    const secret = new Uint8Array(randomBytes(20));
    const key = prepareKey(secret, { hashing });
    void totp(key, { at: 59_000 });
    expect(leaksIn(key, [plantBytes('the secret', secret)])).toEqual([]);
    expect(everythingShown(key).join('\n')).not.toMatch(/Uint8Array|Uint32Array|DataView|Buffer/);
  });

  it('the search finds them where they are', () => {
    for (const value of [
      { key: keys.rootKey.reveal() },
      new Map([['key', keys.rootKey.reveal()]]),
      new Error(text),
      { toJSON: () => keys.rootKey.reveal() },
      { [Symbol('key')]: text },
      Object.defineProperty({}, 'key', { value: keys.rootKey.reveal(), enumerable: false }),
      [Buffer.from(keys.rootKey.reveal()).toString('hex')],
    ]) {
      expect(leaksIn(value, secrets).length).toBeGreaterThan(0);
    }
  });
});

describe('what is thrown for nonsense', () => {
  const taint = 'TAINTtaint';
  const badKeys = [
    taint,
    `sf1.${taint}`,
    `sf1.${Buffer.alloc(32, taint).toString('base64url')}.k1=${taint}`,
    `sf1.${Buffer.alloc(32, taint).toString('base64url')}.${taint}`,
    `sf1.${Buffer.alloc(31, taint).toString('base64url')}.k1=${Buffer.alloc(32, taint).toString('base64url')}`,
  ];
  const planted = [plantText('the text', taint), plantBytes('the bytes', Buffer.alloc(32, taint))];
  const accounts = { find: async () => undefined, verifyPassword: async () => false };
  const policy = definePolicy({ issuer: 'Acme', operations: { login: {} } });
  const secret = new Uint8Array(Buffer.alloc(20, taint));

  it.each(badKeys)('repeats nothing of bad keys (%#)', (text) => {
    const thrown = [
      caught(() => embeddedPorts({ accounts, keys: text })),
      caught(() => createTwoFactor({ policy, ports: embeddedPorts({ accounts }), keys: text })),
      parseKeys(text),
    ];
    expect(thrown.every((one) => one !== undefined)).toBe(true);
    expect(leaksIn(thrown, planted)).toEqual([]);
  });

  it('repeats nothing of secrets and codes', () => {
    const code = '73519284';
    const all = [...planted, plantText('a code', code)];
    const thrown = [
      caught(() => hotp(secret, -1)),
      caught(() => hotp(secret, 0, { digits: 99 })),
      caught(() => totp(secret, { at: Number.NaN })),
      caught(() => verifyTotp(secret, code, { at: 0, window: 99 })),
      caught(() => prepareKey(taint as never)),
      caught(() => generateSecret({ bytes: () => secret }, { bytes: 16 })),
      verifyTotp(secret, code, { at: 59_000, digits: 8 }),
      verifyTotp(secret, taint, { at: 59_000 }),
      decodeBase32(`${taint}1`),
      parseKeyUri(`otpauth://totp/Acme:alice?secret=${taint}1`),
      parseKeyUri(`${taint}://totp/`),
    ];
    expect(thrown.every((one) => one !== undefined)).toBe(true);
    expect(leaksIn(thrown, all)).toEqual([]);
  });
});

/** What was thrown, without the stack: the paths and names of this file are in it. */
function caught(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (reason) {
    return reason instanceof Error
      ? { name: reason.name, message: reason.message, cause: reason.cause }
      : reason;
  }
}
