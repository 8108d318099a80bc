/** Runs the demonstration as a process, with messages in the terminal, until Ctrl-C. @module */

import process, { exit } from 'node:process';
import { generateKeys } from 'second-factor';
import { type Settings, readSettings } from './settings.ts';
import { type Runtime, startDemo } from './start.ts';

/**
 * Starts the server and resolves once it listens. On failure, prints the reason and exits with 1.
 */
export async function runDemo(
  environment: Readonly<Record<string, string | undefined>>,
  runtime: Runtime,
): Promise<void> {
  const settings = readSettings(environment);
  if (settings.isErr()) return giveUp(settings.error);
  try {
    const { address, stop } = await startDemo(settings.value, runtime);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => void stop().then(() => exit(0)));
    console.log(
      `The demonstration runs at ${address}\n${describeSettings(settings.value)}Press Ctrl-C to stop.`,
    );
  } catch (error) {
    giveUp(explain(error as NodeJS.ErrnoException, settings.value));
  }
}

function describeSettings({ redis, smtp }: Settings): string {
  const storage = redis === undefined ? 'All data is in memory and is lost when it stops.\n' : '';
  const mail = smtp === undefined ? 'Mails appear in the mailbox on the page.\n' : '';
  return storage + mail;
}

function explain(error: NodeJS.ErrnoException, { port, host, redis }: Settings): string {
  const messages: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`,
    EACCES: `Port ${port} is not allowed for this user. Choose one above 1023: PORT=3000 npm start`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
  };
  const message = messages[error.code ?? ''];
  if (message !== undefined) return message;
  return redis === undefined ? String(error) : `Redis at ${new URL(redis.url).host}: ${error.message}`;
}

function giveUp(reason: string): void {
  console.error(reason);
  if (reason.includes('SECOND_FACTOR_KEYS'))
    console.error(`New keys, to be set for every instance:\nexport SECOND_FACTOR_KEYS='${generateKeys()}'`);
  exit(1);
}
