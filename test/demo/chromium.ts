/** Real Chromium, in which every page is watched: console errors, policy violations, requests to elsewhere. @module */

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

/** Where Debian puts it; `CHROMIUM_BIN` names another one. */
const executablePath = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';

/** Long enough for a machine that does much else; nothing waits this long where all is well. */
const patienceMs = 60_000;

/** @throws where Chromium is missing; the message says how to install it. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(executablePath))
    throw new Error(
      `Chromium is missing at ${executablePath}. Install it (sudo apt-get install chromium), or set CHROMIUM_BIN.`,
    );
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A browser of a person of their own: its cookies are shared with nobody. */
export interface Person {
  readonly context: BrowserContext;
  openPage(address: string): Promise<Page>;
  /** What a page must not do; empty where all is well. */
  readonly incidents: readonly string[];
}

export interface PersonOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

export async function newPerson(
  browser: Browser,
  { viewport = { width: 1280, height: 900 }, colorScheme = 'light' }: PersonOptions = {},
): Promise<Person> {
  const incidents: string[] = [];
  const context = await browser.newContext({ viewport, colorScheme, acceptDownloads: true });
  context.setDefaultTimeout(patienceMs);
  await context.exposeFunction('noteViolation', (text: string) => void incidents.push(text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      (window as unknown as { noteViolation(text: string): void }).noteViolation(
        `policy violation: ${violatedDirective} ${blockedURI}`,
      );
    });
  });
  return {
    context,
    incidents,
    async openPage(address) {
      const page = await context.newPage();
      page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
      page.on('console', (message) => {
        // A challenge is an HTTP 400, which Chromium notes in the console by itself.
        const refused = message
          .text()
          .startsWith('Failed to load resource: the server responded with a status of 4');
        const isCall = message.location().url.startsWith(`${address}/api/`);
        if (message.type() === 'error' && !(refused && isCall)) incidents.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!/^(blob:|data:)/.test(request.url()) && new URL(request.url()).origin !== address)
          incidents.push(`request to ${request.url()}`);
      });
      await page.goto(address);
      await page.locator('#signed-out, #signed-in').filter({ visible: true }).waitFor();
      return page;
    },
  };
}
