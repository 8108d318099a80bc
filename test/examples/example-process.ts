/** Runs an example as a child process, by its own `npm start`. @module */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { installExamples } from '../../scripts/install-examples.js';

/** The maximum time for installing every example, in milliseconds. */
export const installMs = 300_000;

/** @throws {Error} if an example cannot be installed; the message has the output of npm. */
export function provideExamples(): void {
  const errors = installExamples();
  if (errors !== '') throw new Error(`the examples cannot be installed:\n${errors}`);
}

export interface ExampleProcess {
  /** The address that the example printed. */
  readonly address: string;
  stop(): Promise<void>;
}

/** The running examples. They are killed when this process exits. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) kill(child);
});

/** Runs `npm start` in the example's folder, on a free port. */
export function startExample(name: string): Promise<ExampleProcess> {
  return start('npm', ['start', '--silent'], resolve('examples', name));
}

/** Runs the `fetch` function of the Hono example, without Hono's own server for Node. */
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
    // npm starts a shell, which starts the server. In a group of their own, all three can be
    // killed.
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
  return new Promise((resolveAddress, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the example ended:\n${output.join('')}`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      output.push(`${line}\n`);
      const address = /\b(?:http|ws):\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (address !== undefined) resolveAddress(address);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const ended = once(child, 'close');
  kill(child);
  await ended;
}

/** Kills the whole group: npm, its shell and the server. */
function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
