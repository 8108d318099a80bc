/** Real Redis servers for tests, on free loopback ports and in folders of their own. @module */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RedisPrograms, provideRedis } from './provide-redis.ts';

/** A server that runs. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly directory: string;
  /** Kills it with SIGKILL. Its folder stays, so that it can be started again. */
  kill(): Promise<void>;
  /** Starts it again in the same folder, on the same port. */
  restart(): Promise<void>;
  /** Runs a command by `redis-cli` and returns its output. */
  cli(...args: readonly string[]): string;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

/** Six nodes: three masters with a replica each. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  readonly rootNodes: readonly { readonly host: string; readonly port: number }[];
  stop(): Promise<void>;
}

let programs: RedisPrograms | undefined;

/** The programs, found once. */
export function redisPrograms(): RedisPrograms {
  return (programs ??= provideRedis());
}

/** A server on loopback that persists nothing, with these options in addition. */
export async function startServer(
  options: readonly string[] = [],
  mode: readonly string[] = [],
): Promise<RedisServer> {
  const { server, cli, env } = redisPrograms();
  const directory = mkdtempSync(join(tmpdir(), 'second-factor-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    // With `setpriv` a server ends with the thread that started it.
    const tied = spawnSync('setpriv', ['--version']).status === 0;
    const settings = { port, bind: '127.0.0.1', dir: directory, loglevel: 'notice' };
    const plain = {
      save: '',
      appendonly: 'no',
      'enable-debug-command': 'yes',
      'repl-diskless-sync-delay': '0',
    };
    const command = [
      ...(tied ? ['setpriv', '--pdeathsig', 'KILL'] : []),
      server,
      ...mode,
      ...Object.entries(mode.length > 0 ? settings : { ...settings, ...plain }).flatMap(([name, value]) => [
        `--${name}`,
        String(value),
      ]),
      ...options,
    ];
    const [program = '', ...args] = command;
    child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const output: string[] = [];
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    await new Promise<void>((resolve, reject) => {
      child?.once('error', reject);
      child?.once('exit', () => reject(new Error(`redis-server ended:\n${output.join('\n')}`)));
      lines.on('line', (line) => {
        output.push(line);
        if (/Ready to accept connections|Sentinel ID is/.test(line)) resolve();
      });
    });
    child.removeAllListeners('exit');
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    directory,
    kill,
    restart: start,
    cli(...args) {
      const result = spawnSync(cli, ['-p', String(port), ...args], { env, encoding: 'utf8' });
      if (result.status !== 0)
        throw new Error(`redis-cli ${args.join(' ')}: ${result.stdout}${result.stderr}`);
      return result.stdout.trim();
    },
    async stop() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A replica of `master` that is in sync. */
export async function startReplica(
  master: RedisServer,
  options: readonly string[] = [],
): Promise<RedisServer> {
  const replica = await startServer([...options, '--replicaof', '127.0.0.1', String(master.port)]);
  await until(() => new RegExp(`port=${replica.port},state=online`).test(master.cli('info', 'replication')));
  return replica;
}

/**
 * Three masters and three replicas: every slot is served, every replica is in sync.
 *
 * @param nodeTimeoutMs how long a node may be silent before it counts as dead. Short only in a test
 * that kills one, because on a busy machine a node may be delayed.
 */
export async function startCluster(nodeTimeoutMs = 15_000): Promise<RedisCluster> {
  const settings = {
    'cluster-enabled': 'yes',
    'cluster-config-file': 'nodes.conf',
    'cluster-node-timeout': String(nodeTimeoutMs),
  };
  const clustered = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const nodes = await Promise.all(Array.from({ length: 6 }, () => startServer(clustered)));
  const { cli, env } = redisPrograms();
  const addresses = nodes.map((node) => `127.0.0.1:${node.port}`);
  const created = spawnSync(
    cli,
    ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'],
    { env, encoding: 'utf8' },
  );
  if (created.status !== 0) throw new Error(`the cluster did not form:\n${created.stdout}${created.stderr}`);
  await until(() =>
    nodes.every((node) => {
      const replication = node.cli('info', 'replication');
      const isInSync = replication.includes('role:master') || replication.includes('master_link_status:up');
      return isInSync && node.cli('cluster', 'info').includes('cluster_state:ok');
    }),
  );
  return {
    nodes,
    rootNodes: nodes.map((node) => ({ host: '127.0.0.1', port: node.port })),
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

/** A Sentinel that watches `master` under the name `main`, with a quorum of one. */
export async function startSentinel(master: RedisServer): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'second-factor-sentinel-'));
  const file = join(directory, 'sentinel.conf');
  writeFileSync(
    file,
    [
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
      'sentinel down-after-milliseconds main 500',
      'sentinel failover-timeout main 5000',
      '',
    ].join('\n'),
  );
  const sentinel = await startServer([], [file, '--sentinel']);
  return {
    ...sentinel,
    async stop() {
      await sentinel.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until another process has reached a state, and checks twenty times a second. */
export async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A free port below 28000 whose cluster bus port, ten thousand above, is free as well. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 15_000);
    const listening = await Promise.all([port, port + 10_000].map((candidate) => listen(candidate)));
    const servers = listening.filter((server) => server !== undefined);
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
    if (servers.length === listening.length) return port;
  }
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
