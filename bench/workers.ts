/** Runs a worker in a fresh process of its own and reads what it prints. @module */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The JSON that `name.worker.ts` prints; V8's flags go before it. */
export async function fromWorker<Answer>(
  name: string,
  args: readonly (string | number)[],
  flags: readonly string[] = [],
): Promise<Answer> {
  const file = fileURLToPath(new URL(`./${name}.worker.js`, import.meta.url));
  const { stdout } = await run(process.execPath, [...flags, file, ...args.map(String)], {
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout) as Answer;
}

/** The answers of several fresh processes, one after the other. */
export async function fromWorkers<Answer>(
  count: number,
  name: string,
  args: readonly (string | number)[],
  flags: readonly string[] = [],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let turn = 0; turn < count; turn++) answers.push(await fromWorker<Answer>(name, args, flags));
  return answers;
}
