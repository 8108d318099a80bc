/** Two servers on one Redis act as one. @module */

import type { Browser } from 'playwright-core';
import { generateKeys } from 'second-factor';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RedisServer, startServer } from '../adapters/redis/servers.ts';
import { type Person, launchChromium, newPerson } from './chromium.ts';
import { type DemoProcess, startDemoProcess, stopDemoProcesses } from './demo-process.ts';
import { oathtool } from './oathtool.ts';
import { answerChallenge, setUpAuthenticator, signUp } from './visitor.ts';

// Long enough for a browser on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let browser: Browser;
let redis: RedisServer;
let person: Person;
let servers: readonly DemoProcess[];

beforeAll(async () => {
  browser = await launchChromium();
  redis = await startServer();
  const environment = { REDIS_URL: redis.url, SECOND_FACTOR_KEYS: generateKeys() };
  servers = await Promise.all([startDemoProcess(environment), startDemoProcess(environment)]);
  person = await newPerson(browser);
});
afterAll(async () => {
  await stopDemoProcesses();
  await browser.close();
  await redis.stop();
});

test('two servers share accounts, sessions, factors, trust, spent codes and activity', async () => {
  const [here, there] = servers as readonly [DemoProcess, DemoProcess];
  const page = await person.openPage(here.address);
  await signUp(page);
  const { secret } = await setUpAuthenticator(page, here);

  // Cookies do not depend on the port, so the other server receives the same session cookie.
  const other = await person.openPage(there.address);
  await other.locator('#totp-state', { hasText: 'Set up.' }).waitFor();
  await Promise.all(servers.map((server) => server.advance(30_000)));
  const code = oathtool(secret, there.now());
  await other.fill('#display-name', 'Alice');
  await other.click('#settings button');
  await answerChallenge(other, code);
  await other.locator('#settings output', { hasText: 'Saved: Alice. totp' }).waitFor();

  await page.click('#payout button');
  await answerChallenge(page, code);
  await page.locator('#challenge-problem', { hasText: 'This code was used already.' }).waitFor();
  await page.click('#challenge-cancel');

  await page.fill('#display-name', 'Alice A.');
  await page.click('#settings button');
  await page.locator('#settings output', { hasText: 'Saved: Alice A.. trusted-client' }).waitFor();
  await page.locator('#clients button', { hasText: 'Revoke' }).click();
  await other.locator('#no-clients').waitFor();
  await other.locator('#activity', { hasText: 'A trusted client was revoked' }).waitFor();
  await other.click('#settings button');
  await other.locator('#challenge').waitFor();
  expect(person.incidents).toEqual([]);
});
