/** The page in a real browser: trusted clients and access tokens. @module */

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { oathtool } from './oathtool.ts';
import { openBrowser } from './open-browser.ts';
import {
  answerChallenge,
  expectOutcome,
  logIn,
  polling,
  saveSettings,
  setUpAuthenticator,
  signUp,
} from './visitor.ts';

const browser = openBrowser();

describe('trusted clients and tokens', () => {
  test('a client that another browser revokes is challenged again', async () => {
    const page = await browser.visit();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, browser.demo);
    const other = await browser.visit();
    await logIn(other);
    await browser.demo.advance(30_000);
    await answerChallenge(other, oathtool(secret, browser.demo.now()));
    await other.locator('#signed-in').waitFor();
    await browser.demo.advance(30_000);
    await saveSettings(other, 'Other');
    await answerChallenge(other, oathtool(secret, browser.demo.now()));
    await expectOutcome(other, '#settings', 'Saved: Other. totp');

    // The page refreshes itself, so the other client appears without a reload.
    await page.locator('#clients button', { hasText: 'Revoke' }).click();
    await page.locator('#no-clients').waitFor();
    await other.locator('#no-clients').waitFor();
    await saveSettings(other, 'Other');
    await other.locator('#challenge').waitFor();
  });

  test('a token is shown once, its command works, and it stops working when revoked', async () => {
    const page = await browser.visit();
    await signUp(page);
    const { secret } = await setUpAuthenticator(page, browser.demo);
    await browser.demo.advance(30_000);
    await page.fill('#token-name', 'backup');
    await page.check('#token-bypass');
    await page.click('#create-token [type=submit]');
    await answerChallenge(page, oathtool(secret, browser.demo.now()));
    await page.locator('#token').waitFor();
    const command = await page.locator('#token-curl').innerText();
    await page.click('#token [type=submit]');
    await expect.poll(() => page.locator('#token-text').textContent(), polling).toBe('');
    const row = page.locator('#tokens li');
    await expect
      .poll(() => row.innerText(), polling)
      .toMatch(/backup bypass\s+…[\w-]{4} · never used · expires on /);

    expect(JSON.parse(run(command))).toEqual({
      success: true,
      displayName: 'Robot',
      permittedBy: 'access-token',
    });
    await page.locator('#tokens li', { hasText: 'last used at' }).waitFor();
    await page.locator('#why', { hasText: 'The access token replaces the second factor.' }).waitFor();
    const dangerous = command.replace('settings.save', 'payout.send');
    expect(JSON.parse(run(dangerous))).toMatchObject({ errorType: 'totp-required' });

    await row.locator('button').click();
    await page.locator('#no-tokens').waitFor();
    expect(JSON.parse(run(command))).toMatchObject({ errorType: 'access-token-refused' });
  });
});

/** Runs a command as a person pastes it. */
function run(command: string): string {
  return execFileSync('bash', ['-c', command], { encoding: 'utf8', timeout: 20_000 });
}
