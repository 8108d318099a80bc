/** Runs workers in fresh processes and reads their output. @module */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resolves to the JSON that `name.worker.ts` prints. `flags` are options of V8. */
export async function fromWorker<Output>(
  name: string,
  args: readonly (string | number)[],
  flags: readonly string[] = [],
): Promise<Output> {
  const file = fileURLToPath(new URL(`./${name}.worker.js`, import.meta.url));
  const { stdout } = await run(process.execPath, [...flags, file, ...args.map(String)], {
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout) as Output;
}

/** Runs several fresh processes one after the other, and resolves to their output. */
export async function fromWorkers<Output>(
  count: number,
  name: string,
  args: readonly (string | number)[],
  flags: readonly string[] = [],
): Promise<readonly Output[]> {
  const outputs: Output[] = [];
  for (let turn = 0; turn < count; turn++) outputs.push(await fromWorker<Output>(name, args, flags));
  return outputs;
}
