/** Chromium, which reports console errors, policy violations and foreign requests. @module */

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

/** Debian's path, unless `CHROMIUM_BIN` is set. */
const executablePath = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';

/** Long enough for a busy machine. A passing test never waits this long. */
const timeoutMs = 60_000;

/** @throws {Error} if Chromium is missing. The message says how to install it. */
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

/** One person's browser, with its own cookies. */
export interface Person {
  readonly context: BrowserContext;
  openPage(address: string): Promise<Page>;
  /** Errors and violations of the pages; empty if there are none. */
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
  context.setDefaultTimeout(timeoutMs);
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
        // Chromium itself writes each HTTP 400, such as a challenge, to the console.
        const isHttpRefusal = message
          .text()
          .startsWith('Failed to load resource: the server responded with a status of 4');
        const isApiCall = message.location().url.startsWith(`${address}/api/`);
        if (message.type() === 'error' && !(isHttpRefusal && isApiCall))
          incidents.push(`console: ${message.text()}`);
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
