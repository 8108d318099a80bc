/** Opens Chromium for a test file, with a new server and new people for each test. @module */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { type Person, type PersonOptions, launchChromium, newPerson } from './chromium.ts';
import { type DemoProcess, startDemoProcess, stopDemoProcesses } from './demo-process.ts';

export interface OpenBrowser {
  /** The server of the current test. */
  readonly demo: DemoProcess;
  /** Everyone who has visited it. */
  readonly people: readonly Person[];
  /** Opens the page as a new person. */
  visit(options?: PersonOptions): Promise<Page>;
}

/** Registers the hooks. After each test, they fail it if a page had an error or a violation. */
export function openBrowser(): OpenBrowser {
  // Long enough for a browser on a busy machine.
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
  let browser: Browser;
  let demo: DemoProcess;
  let people: Person[] = [];

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

  return {
    get demo() {
      return demo;
    },
    get people() {
      return people;
    },
    async visit(options) {
      const person = await newPerson(browser, options);
      people.push(person);
      return person.openPage(demo.address);
    },
  };
}
