/** Runs the demonstration as a process: words for the person at the terminal, and an end on Ctrl-C. @module */

import process, { exit } from 'node:process';
import { generateKeys } from 'second-factor';
import { type Settings, readSettings } from './settings.ts';
import { type Surroundings, startDemo } from './start.ts';

/** Starts it, or says why not and ends with 1. Resolves once it listens. */
export async function runDemo(
  environment: Readonly<Record<string, string | undefined>>,
  surroundings: Surroundings,
): Promise<void> {
  const settings = readSettings(environment);
  if (settings.isErr()) return giveUp(settings.error);
  try {
    const { address, stop } = await startDemo(settings.value, surroundings);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => void stop().then(() => exit(0)));
    console.log(`The demonstration is at ${address}\n${adviceFor(settings.value)}Ctrl-C stops it.`);
  } catch (error) {
    giveUp(explain(error as NodeJS.ErrnoException, settings.value));
  }
}

function adviceFor({ redis, smtp }: Settings): string {
  const kept = redis === undefined ? 'Everything is in memory, and gone when it stops.\n' : '';
  return smtp === undefined ? `${kept}Mails land in the mailbox on the page.\n` : kept;
}

function explain(error: NodeJS.ErrnoException, { port, host, redis }: Settings): string {
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`,
    EACCES: `Port ${port} is not allowed here. Choose one above 1023: PORT=3000 npm start`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
  };
  const known = words[error.code ?? ''];
  if (known !== undefined) return known;
  return redis === undefined ? String(error) : `Redis at ${new URL(redis.url).host}: ${error.message}`;
}

function giveUp(reason: string): void {
  console.error(reason);
  if (reason.includes('SECOND_FACTOR_KEYS'))
    console.error(`Fresh ones, the same for every instance:\nexport SECOND_FACTOR_KEYS='${generateKeys()}'`);
  exit(1);
}
