/** Who the page is usable by: with the keyboard alone, on a small phone, with a screen reader. @module */

import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { alice } from './caller.ts';
import { type Person, type PersonOptions, launchChromium, newPerson } from './chromium.ts';
import { type DemoProcess, startDemoProcess, stopDemoProcesses } from './demo-process.ts';
import { oathtool } from './oathtool.ts';
import { answerChallenge, scanQrCode, setUpAuthenticator, signUp } from './visitor.ts';

// A browser on a machine that does much else.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let browser: Browser;
let demo: DemoProcess;
let person: Person;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  demo = await startDemoProcess();
});
afterEach(async () => {
  await person.context.close();
  await stopDemoProcesses();
  if (person.incidents.length > 0) throw new Error(person.incidents.join('\n'));
});

/** Every state that the page shows on the way from signing up to a token; `look` is called in each. */
async function walk(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  await look('signed out');
  await signUp(page);
  await look('signed in');
  await page.click('#totp-enroll');
  await page.locator('#challenge').waitFor();
  await look('password challenge');
  await answerChallenge(page, alice.password);
  await page.locator('#enrollment').waitFor();
  await look('enrollment');
  const secret = await scanQrCode(page);
  await page.fill('#enrollment-code', oathtool(secret, demo.now()));
  await page.click('#enrollment [type=submit]');
  await page.locator('#recovery').waitFor();
  await look('recovery codes');
  await page.click('#recovery [type=submit]');
  await demo.advance(30_000);
  await page.click('#email-enable');
  await answerChallenge(page, oathtool(secret, demo.now()));
  await page.locator('#factors-output.good').waitFor();
  await demo.advance(30_000);
  await page.fill('#display-name', 'Alice');
  await page.click('#settings button');
  await page.click('#challenge button:text("Mail me a code")');
  await page.locator('#challenge-mail').waitFor();
  await answerChallenge(page, '000000');
  await page.locator('#challenge-problem:not(:empty)').waitFor();
  await look('mail challenge with a problem');
  await page.click('#challenge button:text("Use the authenticator app")');
  await page.locator('#challenge-text', { hasText: 'authenticator app' }).waitFor();
  await answerChallenge(page, oathtool(secret, demo.now()));
  await page.locator('#settings output.good').waitFor();
  await demo.advance(30_000);
  await page.fill('#token-name', 'backup');
  await page.check('#token-bypass');
  await page.click('#create-token [type=submit]');
  await answerChallenge(page, oathtool(secret, demo.now()));
  await page.locator('#token').waitFor();
  await look('token');
  await page.click('#token [type=submit]');
  await look('everything set up');
}

describe('everybody', () => {
  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const page = await visit({ colorScheme });
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // By the debugger's protocol, which the page's policy has no say in.
    await page.evaluate(axe);
    const findings: string[] = [];
    let looks = 0;
    await walk(page, async (state) => {
      const { violations, passes } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      looks += passes.length > 0 ? 1 : 0;
      for (const { id, impact, nodes } of violations)
        findings.push(`${state}: ${id} (${impact}) ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(findings).toEqual([]);
    expect(looks).toBe(8);
  });

  test('360 pixels wide: nothing is cut off, nothing scrolls sideways', async () => {
    const page = await visit({ viewport: { width: 360, height: 740 } });
    const tooWide: string[] = [];
    await walk(page, async (state) => {
      const sticksOut = await page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((element) => element.checkVisibility() && !element.matches('.unseen, .skip, option'))
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

  test('with the keyboard alone: sign up, set up, be asked, cancel, and focus is where it was', async () => {
    const page = await visit();
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
    await keyboard.type(oathtool(await scanQrCode(page), demo.now()));
    await keyboard.press('Enter');
    await page.locator('#recovery').waitFor();
    await tabTo(page, 'I have kept them');
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
    await page.locator('#settings output', { hasText: 'Cancelled' }).waitFor();
    expect(await focused(page)).toBe('display-name');
  });
});

test('a picture for the README: small, and only written where it is asked for', async () => {
  const page = await visit({ viewport: { width: 1240, height: 800 } });
  await signUp(page);
  const { secret } = await setUpAuthenticator(page, demo);
  await demo.advance(30_000);
  await page.click('#payout button');
  await answerChallenge(page, '000000');
  await page.locator('#challenge-problem:not(:empty)').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  const asked = process.env['UPDATE_SCREENSHOT'] !== undefined;
  const path = asked ? 'docs/demo.png' : '.cache/demo.png';
  mkdirSync('.cache', { recursive: true });
  await page.screenshot({ path });
  expect(statSync(path).size).toBeLessThan(150_000);
  expect(statSync('docs/demo.png').size).toBeLessThan(150_000);
  await answerChallenge(page, oathtool(secret, demo.now()));
  await page.locator('#payout output.good').waitFor();
});

async function visit(options: PersonOptions = {}): Promise<Page> {
  person = await newPerson(browser, options);
  return person.openPage(demo.address);
}

/** What has the focus, by its id or its text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? ''));
}

async function tabTo(page: Page, target: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused(page)) === target) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}
