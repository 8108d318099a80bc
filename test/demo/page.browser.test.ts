/** The page as a person uses it, in a real browser, with a real authenticator. @module */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { alice } from './caller.ts';
import { type Person, launchChromium, newPerson } from './chromium.ts';
import { type DemoProcess, startDemoProcess, stopDemoProcesses } from './demo-process.ts';
import { oathtool } from './oathtool.ts';
import { answerChallenge, logIn, setUpAuthenticator, signUp } from './visitor.ts';

/** The page follows an answer a moment later. */
const patient = { timeout: 5_000 };

// A browser on a machine that does much else.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let browser: Browser;
let demo: DemoProcess;
let people: Person[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  people = [];
  demo = await startDemoProcess();
});
afterEach(async () => {
  await Promise.all(people.map(({ context }) => context.close()));
  await stopDemoProcesses();
  const incidents = people.flatMap((person) => person.incidents);
  if (incidents.length > 0) throw new Error(incidents.join('\n'));
});

describe('the whole trip', () => {
  test('sign up, set up by QR code, be asked, be trusted, be asked again when the trust has ended', async () => {
    const page = await visit();
    await signUp(page);

    await page.click('#totp-enroll');
    await answerChallenge(page, 'wrong horse');
    await problem(page, 'That did not work. 4 attempts are left.');
    await page.click('#challenge-cancel');
    await outcome(page, '#factors', 'Cancelled: nothing was done.', '#factors-output');
    const { secret, recoveryCodes } = await setUpAuthenticator(page, demo);
    expect(recoveryCodes).toHaveLength(10);
    await expect.poll(() => page.locator('#recovery-codes').textContent(), patient).toBe('');
    await expect.poll(() => page.locator('#recovery-state').innerText(), patient).toBe('10 are left.');

    await save(page, 'Alice');
    await answerChallenge(page, oathtool(secret, demo.now()));
    // That one confirmed the set-up, and is spent.
    await problem(page, 'That did not work. 4 attempts are left.');
    await demo.advance(30_000);
    await answerChallenge(page, oathtool(secret, demo.now()));
    await outcome(page, '#settings', 'Saved: Alice. totp');
    await expect
      .poll(() => page.locator('#why').innerText(), patient)
      .toContain('settings.save granted: totp');
    await expect
      .poll(() => page.locator('#why li').last().innerText(), patient)
      .toContain('The code was spent');

    await save(page, 'Alice A.');
    await outcome(page, '#settings', 'Saved: Alice A.. trusted-client');
    await page.locator('#why', { hasText: 'This client is trusted, since' }).waitFor();
    await expect
      .poll(() => page.locator('#clients .left').innerText(), patient)
      .toMatch(/^Trusted for another (5:00|4:59)\.$/);

    await demo.advance(59_999);
    await page.click('#export button');
    await page.locator('#export output', { hasText: '"displayName": "Alice A."' }).waitFor();
    await demo.advance(1);
    await page.click('#export button');
    await page.locator('#challenge').waitFor();
    await page.keyboard.press('Escape');
    await outcome(page, '#export', 'Cancelled: nothing was done.');

    await page.click('#payout button');
    await answerChallenge(page, recoveryCodes[0] ?? '');
    await outcome(page, '#payout', 'Sent: the first payout. recovery-code');

    await demo.advance(239_999);
    await save(page, 'Al');
    await outcome(page, '#settings', 'Saved: Al. trusted-client');
    await demo.advance(1);
    await save(page, 'Al');
    await page.locator('#challenge').waitFor();
    await page.click('#challenge-cancel');
    await page.locator('#no-clients').waitFor();
    await page.locator('#activity', { hasText: 'A recovery code was used, 9 are left' }).waitFor();
  });

  test('log out, and log in again with a code', async () => {
    const page = await visit();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, demo);
    await page.click('#log-out');
    await page.fill('#log-in-username', alice.username);
    await page.fill('#log-in-password', 'wrong horse');
    await page.click('#log-in button');
    await outcome(page, '#log-in', 'This username and this password do not belong together.');
    await logIn(page);
    await demo.advance(30_000);
    await answerChallenge(page, oathtool(secret, demo.now()));
    await page.locator('#signed-in').waitFor();
    await page.locator('#username', { hasText: 'alice' }).waitFor();
  });

  test('recovery codes can be copied and downloaded', async () => {
    const page = await visit();
    await people[0]?.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await signUp(page);
    await page.click('#email-enable');
    await answerChallenge(page, alice.password);
    await page.locator('#recovery').waitFor();
    const codes = await page.locator('#recovery-codes').innerText();
    expect(codes.split('\n')).toHaveLength(10);
    await page.click('#recovery [data-copies]');
    await page.locator('#recovery [data-copies]', { hasText: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('#recovery-download')]);
    expect(file.suggestedFilename()).toBe('recovery-codes.txt');
    expect(readFileSync(await file.path(), 'utf8')).toBe(`${codes}\n`);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('#recovery-codes').isVisible(), patient).toBe(true);
    await expect.poll(() => page.locator('.bar').isVisible(), patient).toBe(false);
  });
});

describe('the challenge', () => {
  test('too many wrong codes lock it, with a countdown; afterwards a code opens', async () => {
    const page = await visit();
    await page.clock.install();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, demo);
    await demo.advance(30_000);
    await save(page, 'Alice');
    for (const left of [4, 3, 2, 1]) {
      await answerChallenge(page, '000000');
      await problem(page, `That did not work. ${left} ${left === 1 ? 'attempt is' : 'attempts are'} left.`);
    }
    await answerChallenge(page, '000000');
    await problem(page, 'Too many wrong codes.');
    const countdown = page.locator('#challenge-countdown');
    await expect.poll(() => countdown.innerText(), patient).toMatch(/^Locked until .+, in 0:(30|29)\.$/);
    expect(await page.locator('#challenge-submit').isDisabled()).toBe(true);
    await page.clock.fastForward(10_000);
    await page.locator('#challenge-countdown', { hasText: /in 0:(20|19|18)\./ }).waitFor();
    await page.clock.fastForward(21_000);
    await problem(page, 'You can try again now.');
    await expect.poll(() => countdown.textContent(), patient).toBe('');
    await demo.advance(30_000);
    await answerChallenge(page, oathtool(secret, demo.now()));
    await outcome(page, '#settings', 'Saved: Alice. totp');
  });

  test('another method, another mail with a countdown, and a recovery code', async () => {
    const page = await visit();
    await page.clock.install();
    await signUp(page);
    const { secret, recoveryCodes } = await setUpAuthenticator(page, demo);
    await demo.advance(30_000);
    await page.click('#email-enable');
    await answerChallenge(page, oathtool(secret, demo.now()));
    await outcome(page, '#factors', 'Codes can be mailed now.', '#factors-output');

    await page.click('#payout button');
    await page.click('#challenge button:text("Mail me a code")');
    await page.locator('#challenge-text', { hasText: 'mailed to alice' }).waitFor();
    const resend = page.locator('#challenge-others button').first();
    await expect.poll(() => resend.innerText(), patient).toMatch(/^Send another code in (1:00|0:5\d)$/);
    expect(await resend.isDisabled()).toBe(true);
    const first = await codeInMail(page);

    await demo.advance(60_000);
    await page.clock.fastForward(61_000);
    await page.locator('#challenge-others button', { hasText: /^Send another code$/ }).click();
    await page.locator('#challenge-others button', { hasText: /another code in (1:00|0:5\d)/ }).waitFor();
    const second = await codeInMail(page);
    await answerChallenge(page, first);
    await problem(page, 'That did not work. 4 attempts are left.');
    await page.click('#challenge button:text("Use the authenticator app")');
    await page.locator('#challenge-text', { hasText: 'authenticator app' }).waitFor();
    await page.click('#challenge button:text("Mail me a code")');
    await page.locator('#challenge-text', { hasText: 'mailed to alice' }).waitFor();
    await answerChallenge(page, second);
    await outcome(page, '#payout', 'Sent: the first payout. email');

    await page.click('#payout button');
    await page.click('#challenge button:text("Use a recovery code")');
    await expect.poll(() => page.locator('#challenge-label').innerText(), patient).toBe('Recovery code');
    await answerChallenge(page, (recoveryCodes[3] ?? '').toLowerCase());
    await outcome(page, '#payout', 'Sent: payout number 2. recovery-code');
    await page.locator('#recovery-state', { hasText: '9 are left.' }).waitFor();
  });
});

describe('trusted clients and tokens', () => {
  test('revoked in one browser, another one is asked again; a second tab shows it', async () => {
    const page = await visit();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, demo);
    const other = await visit();
    await logIn(other);
    await demo.advance(30_000);
    await answerChallenge(other, oathtool(secret, demo.now()));
    await other.locator('#signed-in').waitFor();
    await demo.advance(30_000);
    await save(other, 'Other');
    await answerChallenge(other, oathtool(secret, demo.now()));
    await outcome(other, '#settings', 'Saved: Other. totp');

    // The page that sees it comes by itself.
    await page.locator('#clients button', { hasText: 'Revoke' }).click();
    await page.locator('#no-clients').waitFor();
    await other.locator('#no-clients').waitFor();
    await save(other, 'Other');
    await other.locator('#challenge').waitFor();
  });

  test('a token: shown once, its command works as it is, last used, revoked', async () => {
    const page = await visit();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, demo);
    await demo.advance(30_000);
    await page.fill('#token-name', 'backup');
    await page.check('#token-bypass');
    await page.click('#create-token [type=submit]');
    await answerChallenge(page, oathtool(secret, demo.now()));
    await page.locator('#token').waitFor();
    const command = await page.locator('#token-curl').innerText();
    await page.click('#token [type=submit]');
    await expect.poll(() => page.locator('#token-text').textContent(), patient).toBe('');
    const row = page.locator('#tokens li');
    await expect.poll(() => row.innerText(), patient).toMatch(/backup bypass\s+…\w{4} · never used · until /);

    expect(JSON.parse(run(command))).toEqual({
      success: true,
      displayName: 'Robot',
      permittedBy: 'access-token',
    });
    await page.locator('#tokens li', { hasText: 'last used at' }).waitFor();
    await page.locator('#why', { hasText: 'The access token stands in for the second factor.' }).waitFor();
    const dangerous = command.replace('settings.save', 'payout.send');
    expect(JSON.parse(run(dangerous))).toMatchObject({ errorType: 'totp-required' });

    await row.locator('button').click();
    await page.locator('#no-tokens').waitFor();
    expect(JSON.parse(run(command))).toMatchObject({ errorType: 'access-token-refused' });
  });
});

async function visit(): Promise<Page> {
  const person = await newPerson(browser);
  people.push(person);
  return person.openPage(demo.address);
}

async function save(page: Page, displayName: string): Promise<void> {
  await page.fill('#display-name', displayName);
  await page.click('#settings button');
}

async function problem(page: Page, text: string): Promise<void> {
  await page.locator('#challenge-problem').filter({ hasText: text }).waitFor();
}

/** Waits until a form says how it ended. */
async function outcome(page: Page, form: string, text: string, output = `${form} output`): Promise<void> {
  await page.locator(output).filter({ hasText: text }).waitFor();
}

async function codeInMail(page: Page): Promise<string> {
  await page.locator('#challenge-mail').waitFor();
  const text = await page.locator('#challenge-mail pre').innerText();
  return /\d{3} \d{3}/.exec(text)?.[0] ?? '';
}

/** A command as a person pastes it. */
function run(command: string): string {
  return execFileSync('bash', ['-c', command], { encoding: 'utf8', timeout: 20_000 });
}
