/** The page in a real browser, with a real authenticator: accounts and challenges. @module */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { alice } from './caller.ts';
import { oathtool } from './oathtool.ts';
import { openBrowser } from './open-browser.ts';
import {
  answerChallenge,
  expectOutcome,
  expectProblem,
  logIn,
  polling,
  saveSettings,
  setUpAuthenticator,
  signUp,
} from './visitor.ts';

const browser = openBrowser();

describe('an account', () => {
  test('is set up by QR code, challenged, trusted, and challenged again after the trust ends', async () => {
    const page = await browser.visit();
    await signUp(page);

    await page.click('#totp-enroll');
    await answerChallenge(page, 'wrong horse');
    await expectProblem(page, 'The password was not accepted. 4 attempts are left.');
    await page.click('#challenge-cancel');
    await expectOutcome(page, '#factors', 'Canceled. Nothing was changed.', '#factors-output');
    const { secret, recoveryCodes } = await setUpAuthenticator(page, browser.demo);
    expect(recoveryCodes).toHaveLength(10);
    await expect.poll(() => page.locator('#recovery-codes').textContent(), polling).toBe('');
    await expect.poll(() => page.locator('#recovery-state').innerText(), polling).toBe('10 left.');

    await saveSettings(page, 'Alice');
    await answerChallenge(page, oathtool(secret, browser.demo.now()));
    // This code confirmed the enrollment, so it is spent.
    await expectProblem(page, 'This code was used already. Wait for the next one.');
    await browser.demo.advance(30_000);
    await answerChallenge(page, oathtool(secret, browser.demo.now()));
    await expectOutcome(page, '#settings', 'Saved: Alice. totp');
    await expect
      .poll(() => page.locator('#why').innerText(), polling)
      .toContain('settings.save granted: totp');
    await expect
      .poll(() => page.locator('#why li').last().innerText(), polling)
      .toContain('The code was spent');

    await saveSettings(page, 'Alice A.');
    await expectOutcome(page, '#settings', 'Saved: Alice A.. trusted-client');
    await page.locator('#why', { hasText: 'This client is trusted because' }).waitFor();
    await expect
      .poll(() => page.locator('#clients .remaining').innerText(), polling)
      .toMatch(/^Trusted for another (5:00|4:59)\.$/);

    await browser.demo.advance(59_999);
    await page.click('#export button');
    await page.locator('#export output', { hasText: '"displayName": "Alice A."' }).waitFor();
    await browser.demo.advance(1);
    await page.click('#export button');
    await page.locator('#challenge').waitFor();
    await page.keyboard.press('Escape');
    await expectOutcome(page, '#export', 'Canceled. Nothing was changed.');

    await page.click('#payout button');
    await answerChallenge(page, recoveryCodes[0] ?? '');
    await expectOutcome(page, '#payout', 'Sent: the first payout. recovery-code');

    await browser.demo.advance(239_999);
    await saveSettings(page, 'Al');
    await expectOutcome(page, '#settings', 'Saved: Al. trusted-client');
    await browser.demo.advance(1);
    await saveSettings(page, 'Al');
    await page.locator('#challenge').waitFor();
    await page.click('#challenge-cancel');
    await page.locator('#no-clients').waitFor();
    await page.locator('#activity', { hasText: 'A recovery code was used; 9 left' }).waitFor();
  });

  test('logs out, and logs in again with a code', async () => {
    const page = await browser.visit();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, browser.demo);
    await page.click('#log-out');
    await page.fill('#log-in-username', alice.username);
    await page.fill('#log-in-password', 'wrong horse');
    await page.click('#log-in button');
    await expectOutcome(page, '#log-in', 'The username or the password is wrong.');
    await logIn(page);
    await browser.demo.advance(30_000);
    await answerChallenge(page, oathtool(secret, browser.demo.now()));
    await page.locator('#signed-in').waitFor();
    await page.locator('#username', { hasText: 'alice' }).waitFor();
  });

  test('has recovery codes that can be copied, downloaded and printed', async () => {
    const page = await browser.visit();
    await browser.people[0]?.context.grantPermissions(['clipboard-read', 'clipboard-write']);
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
    await expect.poll(() => page.locator('#recovery-codes').isVisible(), polling).toBe(true);
    await expect.poll(() => page.locator('.bar').isVisible(), polling).toBe(false);
  });
});

describe('the challenge', () => {
  test('is locked with a countdown after too many wrong codes, then accepts a code', async () => {
    const page = await browser.visit();
    await page.clock.install();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, browser.demo);
    await browser.demo.advance(30_000);
    await saveSettings(page, 'Alice');
    for (const attemptsLeft of [4, 3, 2, 1]) {
      await answerChallenge(page, '000000');
      await expectProblem(
        page,
        `The code was not accepted. ${attemptsLeft} ${attemptsLeft === 1 ? 'attempt is' : 'attempts are'} left.`,
      );
    }
    await answerChallenge(page, '000000');
    await expectProblem(page, 'Too many wrong codes.');
    const countdown = page.locator('#challenge-countdown');
    await expect.poll(() => countdown.innerText(), polling).toMatch(/^Locked until .+, in 0:(30|29)\.$/);
    expect(await page.locator('#challenge-submit').isDisabled()).toBe(true);
    await page.clock.fastForward(10_000);
    await page.locator('#challenge-countdown', { hasText: /in 0:(20|19|18)\./ }).waitFor();
    await page.clock.fastForward(21_000);
    await expectProblem(page, 'You can try again now.');
    await expect.poll(() => countdown.textContent(), polling).toBe('');
    await browser.demo.advance(30_000);
    await answerChallenge(page, oathtool(secret, browser.demo.now()));
    await expectOutcome(page, '#settings', 'Saved: Alice. totp');
  });

  test('offers another method, another mail with a countdown, and a recovery code', async () => {
    const page = await browser.visit();
    await page.clock.install();
    await signUp(page);
    const { secret, recoveryCodes } = await setUpAuthenticator(page, browser.demo);
    await browser.demo.advance(30_000);
    await page.click('#email-enable');
    await answerChallenge(page, oathtool(secret, browser.demo.now()));
    await expectOutcome(page, '#factors', 'Emailed codes are on.', '#factors-output');

    await page.click('#payout button');
    await page.click('#challenge button:text("Email me a code")');
    await page.locator('#challenge-text', { hasText: 'mailed to alice' }).waitFor();
    const resend = page.locator('#challenge-others button').first();
    await expect.poll(() => resend.innerText(), polling).toMatch(/^Send another code in (1:00|0:5\d)$/);
    expect(await resend.isDisabled()).toBe(true);
    const first = await codeInMail(page);

    await browser.demo.advance(60_000);
    await page.clock.fastForward(61_000);
    await page.locator('#challenge-others button', { hasText: /^Send another code$/ }).click();
    await page.locator('#challenge-others button', { hasText: /another code in (1:00|0:5\d)/ }).waitFor();
    const second = await codeInMail(page);
    await answerChallenge(page, first);
    await expectProblem(page, 'The code was not accepted. 4 attempts are left.');
    await page.click('#challenge button:text("Use the authenticator app")');
    await page.locator('#challenge-text', { hasText: 'authenticator app' }).waitFor();
    await page.click('#challenge button:text("Email me a code")');
    await page.locator('#challenge-text', { hasText: 'mailed to alice' }).waitFor();
    await answerChallenge(page, second);
    await expectOutcome(page, '#payout', 'Sent: the first payout. email');

    await page.click('#payout button');
    await page.click('#challenge button:text("Use a recovery code")');
    await expect.poll(() => page.locator('#challenge-label').innerText(), polling).toBe('Recovery code');
    await answerChallenge(page, (recoveryCodes[3] ?? '').toLowerCase());
    await expectOutcome(page, '#payout', 'Sent: payout number 2. recovery-code');
    await page.locator('#recovery-state', { hasText: '9 left.' }).waitFor();
  });
});

/** The code in the mail that the challenge shows. */
async function codeInMail(page: Page): Promise<string> {
  await page.locator('#challenge-mail').waitFor();
  const text = await page.locator('#challenge-mail pre').innerText();
  return /\d{3} \d{3}/.exec(text)?.[0] ?? '';
}
