/** The page is usable with a keyboard, on a small phone, and with a screen reader. @module */

import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { alice } from './caller.ts';
import { oathtool } from './oathtool.ts';
import { openBrowser } from './open-browser.ts';
import { answerChallenge, scanQrCode, setUpAuthenticator, signUp } from './visitor.ts';

const browser = openBrowser();

/** Goes through every state of the page, from sign-up to a token, and calls `inspect` in each. */
async function visitStates(page: Page, inspect: (state: string) => Promise<void>): Promise<void> {
  await inspect('signed out');
  await signUp(page);
  await inspect('signed in');
  await page.click('#totp-enroll');
  await page.locator('#challenge').waitFor();
  await inspect('password challenge');
  await answerChallenge(page, alice.password);
  await page.locator('#enrollment').waitFor();
  await inspect('enrollment');
  const secret = await scanQrCode(page);
  await page.fill('#enrollment-code', oathtool(secret, browser.demo.now()));
  await page.click('#enrollment [type=submit]');
  await page.locator('#recovery').waitFor();
  await inspect('recovery codes');
  await page.click('#recovery [type=submit]');
  await browser.demo.advance(30_000);
  await page.click('#email-enable');
  await answerChallenge(page, oathtool(secret, browser.demo.now()));
  await page.locator('#factors-output.good').waitFor();
  await browser.demo.advance(30_000);
  await page.fill('#display-name', 'Alice');
  await page.click('#settings button');
  await page.click('#challenge button:text("Email me a code")');
  await page.locator('#challenge-mail').waitFor();
  await answerChallenge(page, '000000');
  await page.locator('#challenge-problem:not(:empty)').waitFor();
  await inspect('mail challenge with a problem');
  await page.click('#challenge button:text("Use the authenticator app")');
  await page.locator('#challenge-text', { hasText: 'authenticator app' }).waitFor();
  await answerChallenge(page, oathtool(secret, browser.demo.now()));
  await page.locator('#settings output.good').waitFor();
  await browser.demo.advance(30_000);
  await page.fill('#token-name', 'backup');
  await page.check('#token-bypass');
  await page.click('#create-token [type=submit]');
  await answerChallenge(page, oathtool(secret, browser.demo.now()));
  await page.locator('#token').waitFor();
  await inspect('token');
  await page.click('#token [type=submit]');
  await inspect('everything set up');
}

describe('accessibility', () => {
  test.each(['light', 'dark'] as const)('axe finds no violation in %s mode', async (colorScheme) => {
    const page = await browser.visit({ colorScheme });
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // Runs over the debugging protocol, to which the page's content security policy does not apply.
    await page.evaluate(axe);
    const findings: string[] = [];
    let inspected = 0;
    await visitStates(page, async (state) => {
      const { violations, passes } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      inspected += passes.length > 0 ? 1 : 0;
      for (const { id, impact, nodes } of violations)
        findings.push(`${state}: ${id} (${impact}) ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(findings).toEqual([]);
    expect(inspected).toBe(8);
  });

  test('at 360 pixels, nothing is cut off and nothing scrolls sideways', async () => {
    const page = await browser.visit({ viewport: { width: 360, height: 740 } });
    const tooWide: string[] = [];
    await visitStates(page, async (state) => {
      const sticksOut = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter(
            (element) => element.checkVisibility() && !element.matches('.visually-hidden, .skip, option'),
          )
          .filter((element) => {
            const { left, right, width } = element.getBoundingClientRect();
            return width > 0 && (left < 0 || right > innerWidth);
          })
          .map(({ outerHTML }) => outerHTML.slice(0, 80)),
      );
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      tooWide.push(...sticksOut.map((html) => `${state}: ${html}`));
      if (scrollWidth > 360) tooWide.push(`${state}: scrolls`);
    });
    expect(tooWide).toEqual([]);
  });

  test('the keyboard suffices for sign-up, setup and challenge, and focus returns after them', async () => {
    const page = await browser.visit();
    const { keyboard } = page;
    await keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await tabTo(page, 'sign-up-username');
    await keyboard.type(alice.username);
    await keyboard.press('Tab');
    await keyboard.type(alice.email);
    await keyboard.press('Tab');
    await keyboard.type(alice.password);
    await keyboard.press('Enter');
    await page.locator('#signed-in').waitFor();

    await tabTo(page, 'totp-enroll');
    await keyboard.press('Enter');
    await page.locator('#challenge').waitFor();
    expect(await focused(page)).toBe('challenge-code');
    await keyboard.type(alice.password);
    await keyboard.press('Enter');
    await page.locator('#enrollment').waitFor();
    expect(await focused(page)).toBe('enrollment-code');
    await keyboard.type(oathtool(await scanQrCode(page), browser.demo.now()));
    await keyboard.press('Enter');
    await page.locator('#recovery').waitFor();
    await tabTo(page, 'I have stored them');
    await keyboard.press('Enter');
    await page.locator('#factors-output.good').waitFor();
    expect(await focused(page)).toBe('totp-enroll');

    await tabTo(page, 'display-name');
    await keyboard.type('Alice');
    await keyboard.press('Enter');
    await page.locator('#challenge').waitFor();
    await tabTo(page, 'Use a recovery code');
    await keyboard.press('Space');
    expect(await focused(page)).toBe('challenge-code');
    await keyboard.press('Escape');
    await page.locator('#settings output', { hasText: 'Canceled' }).waitFor();
    expect(await focused(page)).toBe('display-name');
  });
});

test('the screenshot for docs/demo.md is small, and is replaced only on request', async () => {
  const page = await browser.visit({ viewport: { width: 1240, height: 800 } });
  await signUp(page);
  const { secret } = await setUpAuthenticator(page, browser.demo);
  await browser.demo.advance(30_000);
  await page.click('#payout button');
  await answerChallenge(page, '000000');
  await page.locator('#challenge-problem:not(:empty)').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  const update = process.env['UPDATE_SCREENSHOT'] !== undefined;
  const path = update ? 'docs/demo.png' : '.cache/demo.png';
  mkdirSync('.cache', { recursive: true });
  await page.screenshot({ path });
  expect(statSync(path).size).toBeLessThan(150_000);
  expect(statSync('docs/demo.png').size).toBeLessThan(150_000);
  await answerChallenge(page, oathtool(secret, browser.demo.now()));
  await page.locator('#payout output.good').waitFor();
});

/** Returns the id or the text of the focused element. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? ''));
}

async function tabTo(page: Page, target: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused(page)) === target) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab must reach ${target}`);
}
