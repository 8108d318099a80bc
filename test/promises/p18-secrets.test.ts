/** P18: no secret shows, except in the one result that exists to show it. @module */

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
import { type Deployment, code8, password, shownBy } from '../facade/faults/deployment.ts';
import { faults, portTaint } from '../facade/faults/faulty-ports.ts';
import { runScenario } from '../facade/faults/run-scenario.ts';
import { scenarios } from '../facade/faults/scenarios.ts';
import { steadyKeys } from '../facade/faults/steady-parts.ts';
import { type Planted, everythingShown, leaksIn, plantBytes, plantText } from '../facade/taint/search.ts';
import { enrollTotp, testWorld } from '../support/world.ts';

const keySecrets: readonly Planted[] = [
  plantBytes('the root key', steadyKeys.rootKey.reveal()),
  ...steadyKeys.named.map(({ name, secret }) => plantBytes(`key ${name}`, secret.reveal())),
];

/** Everything secret in a deployment after its scenario. */
function secretsOf(deployment: Deployment): readonly Planted[] {
  const { secrets, recoveryCodes, tokens, authenticated } = shownBy(deployment);
  const mailed = deployment.mails.flatMap((mail) => (mail.kind === 'code' ? [mail.data.code] : []));
  return [
    ...keySecrets,
    plantText('the password', password),
    plantText('what a port threw', portTaint),
    ...secrets.flatMap((secret) => [
      plantText('a secret', secret),
      plantBytes('the bytes of a secret', decodeBase32(secret)._unsafeUnwrap()),
      ...[-30_000, 0, 30_000].map((drift) =>
        plantText('a live code', code8(secret, deployment.clock.at + drift)),
      ),
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

/** A result without the fields that exist to show something once. */
function withoutShown(result: Result<unknown, unknown>): unknown {
  if (result.isErr() || typeof result.value !== 'object' || result.value === null) return result;
  return Object.fromEntries(Object.entries(result.value).filter(([name]) => !shownOnce.includes(name)));
}

function leaksOf(deployment: Deployment): readonly string[] {
  const secrets = secretsOf(deployment);
  const mails = deployment.mails.map((mail) =>
    mail.kind === 'code' ? { ...mail, data: { ...mail.data, code: '' } } : mail,
  );
  return [
    ...deployment.results.flatMap((result) => leaksIn(withoutShown(result), secrets)),
    ...leaksIn(deployment.events, secrets).map((name) => `event: ${name}`),
    ...leaksIn(mails, secrets).map((name) => `mail: ${name}`),
    ...leaksIn(deployment.twoFactor, secrets).map((name) => `façade: ${name}`),
  ];
}

test.each(scenarios)('P18 $name: results, events and mails show nothing', async (scenario) => {
  const healthy = await runScenario(scenario);
  expect(secretsOf(healthy.deployment).length).toBeGreaterThan(keySecrets.length + 1);
  expect(leaksOf(healthy.deployment)).toEqual([]);
});

test.each(scenarios)('P18 $name: nor if a port throws something secret', async (scenario) => {
  const healthy = await runScenario(scenario);
  const throws = faults.filter(({ name }) => name === 'throws' || name === 'rejects');
  for (const [index, call] of healthy.calls.entries()) {
    for (const fault of throws.filter(({ ofPort }) => ofPort(call))) {
      const { deployment } = await runScenario(scenario, { nth: index + 1, fault });
      expect(leaksOf(deployment)).toEqual([]);
    }
  }
});

describe('P18 what a person typed', () => {
  const typed = 'TAINT-typed-0123456789';
  const planted = [
    plantText('typed text', typed),
    plantText('digits', '73519284'),
    plantText('spaced', '735 192 84'),
  ];
  const values = [typed, '73519284', '735 192 84', '7K3M-Q9TV-0AXC-52HD', typed.repeat(500)];
  const recovery = plantText('a typed recovery code', '7K3M-Q9TV-0AXC-52HD');

  it('shows nowhere, for any method and call', async () => {
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
    const results: Result<unknown, unknown>[] = [];
    for (const value of values) {
      for (const method of methods) {
        const code = { method, value };
        for (const subject of ['alice', 'bob', 'nobody']) {
          results.push(await twoFactor.authorize({ subject, operation: 'settings.save', code }));
          results.push(await twoFactor.totp.enroll(subject, { proof: { code } }));
          results.push(await twoFactor.accessTokens.create(subject, { name: 'ci', proof: { code } }));
        }
      }
      results.push(await twoFactor.totp.confirm('alice', value));
      results.push(await twoFactor.accessTokens.authenticate(value));
      results.push(await twoFactor.accessTokens.authenticate(`sfp_${value}`));
      const accessToken = { subject: 'alice', id: value, digest: value } as never;
      results.push(await twoFactor.authorize({ subject: 'alice', operation: 'settings.save', accessToken }));
    }
    expect(results.filter((result) => result.isOk())).toEqual([]);
    expect(leaksIn([results, world.events, world.mails], [...planted, recovery])).toEqual([]);
  });
});

describe('P18 what holds keys', () => {
  const text = generateKeys();
  const keys = parseKeys(text)._unsafeUnwrap();
  const secrets = [
    plantBytes('the root key', keys.rootKey.reveal()),
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
  ])('does not show them: %s', (_, value) => {
    expect(leaksIn(value, secrets)).toEqual([]);
    expect(leaksIn({ deep: [value] }, secrets)).toEqual([]);
    expect(leaksIn(new Error('with a cause', { cause: value }), secrets)).toEqual([]);
  });

  it.each([
    ['noble', nobleHashing],
    ['node', nodeHashing],
  ])('does not show a key prepared by %s, nor bytes that could forge a code', (_, hashing) => {
    const secret = new Uint8Array(randomBytes(20));
    const key = prepareKey(secret, { hashing });
    void totp(key, { at: 59_000 });
    expect(leaksIn(key, [plantBytes('the secret', secret)])).toEqual([]);
    expect(everythingShown(key).join('\n')).not.toMatch(/Uint8Array|Uint32Array|DataView|Buffer/);
  });

  it('would be found by the search', () => {
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

describe('P18 an error for bad arguments', () => {
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

  it.each(badKeys)('shows nothing of bad keys (%#)', (text) => {
    const thrown = [
      caught(() => embeddedPorts({ accounts, keys: text })),
      caught(() => createTwoFactor({ policy, ports: embeddedPorts({ accounts }), keys: text })),
      parseKeys(text),
    ];
    expect(thrown.every((one) => one !== undefined)).toBe(true);
    expect(leaksIn(thrown, planted)).toEqual([]);
  });

  it('shows nothing of secrets and codes', () => {
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

/** What was thrown, without its stack, which contains names of this file. */
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
