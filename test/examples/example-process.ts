/** The examples as child processes: installed, started by their own `npm start`, stopped with the test. @module */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { installExamples } from '../../scripts/install-examples.js';

/** How long installing every example may take, in milliseconds: minutes only where nothing is cached. */
export const installMs = 300_000;

/** @throws {Error} with npm's words where one cannot be installed. */
export function provideExamples(): void {
  const complaints = installExamples();
  if (complaints !== '') throw new Error(`the examples cannot be installed:\n${complaints}`);
}

export interface ExampleProcess {
  /** The address that it printed. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What runs; it ends with this process, however that ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) kill(child);
});

/** `npm start` in the example's folder, on a free port. */
export function startExample(name: string): Promise<ExampleProcess> {
  return start('npm', ['start', '--silent'], resolve('examples', name));
}

/** The Hono example by its `fetch` function alone, behind a bridge that knows nothing of Node's requests. */
export function startFetchExample(): Promise<ExampleProcess> {
  const folder = resolve('examples/hono');
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: folder, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stdout + built.stderr);
  return start(process.execPath, [resolve('test/examples/serve-fetch.js'), 'dist/fetch.js'], folder);
}

async function start(command: string, args: readonly string[], cwd: string): Promise<ExampleProcess> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PORT: '0' },
    // npm starts a shell, and that the server: a group of their own ends together.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  try {
    const address = await addressIn(child, output);
    return { address, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function addressIn(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((found, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the example ended:\n${output.join('')}`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      output.push(`${line}\n`);
      const address = /\b(?:http|ws):\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (address !== undefined) found(address);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const ended = once(child, 'close');
  kill(child);
  await ended;
}

/** The whole group: npm, its shell, and the server. */
function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
