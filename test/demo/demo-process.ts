/** Runs the built demonstration as a child process with a clock that the test moves. @module */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface DemoProcess {
  readonly address: string;
  /** Everything that it has printed. */
  output(): string;
  /** The time of its clock in epoch milliseconds. */
  now(): number;
  advance(ms: number): Promise<void>;
  /** Sends Ctrl-C and resolves to the exit code. */
  interrupt(): Promise<number | null>;
}

/** The processes to stop after a test. */
const running = new Set<ChildProcess>();

type Environment = Readonly<Record<string, string>>;

/** Starts it on a free port with a stopped clock, and waits until it listens. */
export async function startDemoProcess(environment: Environment = {}): Promise<DemoProcess> {
  const { child, output } = spawnDemo('test-server.js', { PORT: '0', ...environment });
  const address = await addressIn(child, output);
  let now = 0;
  await advance(0);
  return { address, output, now: () => now, advance, interrupt: () => interrupt(child) };

  async function advance(ms: number): Promise<void> {
    const moved = once(child, 'message') as Promise<[{ readonly now: number }]>;
    child.send({ advanceMs: ms });
    [{ now }] = await moved;
  }
}

/** Starts it with the machine's clock, which `oathtool` uses by default. */
export async function startWithRunningClock(): Promise<Pick<DemoProcess, 'address'>> {
  const { child, output } = spawnDemo('test-server.js', { PORT: '0' }, ['--running-clock']);
  return { address: await addressIn(child, output) };
}

/** Starts the entry of `npm start` on a free port. */
export async function startProductionEntry(): Promise<Pick<DemoProcess, 'address' | 'interrupt'>> {
  const { child, output } = spawnDemo('server.js', { PORT: '0' });
  return { address: await addressIn(child, output), interrupt: () => interrupt(child) };
}

/** Runs the entry of `npm start` until it exits. */
export async function runProductionEntry(
  environment: Environment,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { child, output } = spawnDemo('server.js', environment);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

async function interrupt(child: ChildProcess): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGINT');
  return (await ended)[0];
}

/** Kills every process that this file started. */
export async function stopDemoProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }),
  );
  running.clear();
}

function spawnDemo(
  entry: 'server.js' | 'test-server.js',
  environment: Environment,
  args: readonly string[] = [],
): { readonly child: ChildProcess; readonly output: () => string } {
  const { PATH = '' } = process.env;
  const child = fork(`.cache/demo/${entry}`, args, { env: { PATH, ...environment }, silent: true });
  running.add(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return { child, output: () => printed };
}

function addressIn(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', findAddress);
    child.once('exit', () => reject(new Error(`the demonstration exited:\n${output()}`)));

    function findAddress(): void {
      const address = /at (http:\S+)\n/.exec(output())?.[1];
      if (address !== undefined) resolve(address);
    }
  });
}
