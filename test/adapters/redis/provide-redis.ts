/** Finds `redis-server` and `redis-cli`, or unpacks Debian's packages into a cache. @module */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The programs and their environment. */
export interface RedisPrograms {
  readonly server: string;
  readonly cli: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const cache = fileURLToPath(new URL('../../.cache/redis', import.meta.url));

const howToInstall =
  'redis-server is missing: install it (`apt-get install redis-server`, `brew install redis`) or name it in REDIS_SERVER_BIN';

/**
 * REDIS_SERVER_BIN (with `redis-cli` beside it or on PATH), else the programs on PATH, else those
 * of Debian's or Ubuntu's packages, which are downloaded once and unpacked without being installed.
 *
 * @throws {Error} if none of these is possible. The message says what to do.
 */
export function provideRedis(env: NodeJS.ProcessEnv = process.env): RedisPrograms {
  const named = env['REDIS_SERVER_BIN'];
  if (named !== undefined) {
    const beside = join(dirname(named), 'redis-cli');
    const programs = { server: named, cli: existsSync(beside) ? beside : 'redis-cli', env };
    if (!runs(programs)) throw new Error(`REDIS_SERVER_BIN does not run: ${named}`);
    return programs;
  }
  const installed = { server: 'redis-server', cli: 'redis-cli', env };
  if (runs(installed)) return installed;
  const unpacked = join(cache, 'root');
  if (!existsSync(unpacked)) unpackPackages(unpacked, env);
  const programs = {
    server: join(unpacked, 'usr/bin/redis-server'),
    cli: join(unpacked, 'usr/bin/redis-cli'),
    env: { ...env, LD_LIBRARY_PATH: librariesIn(unpacked) },
  };
  if (!runs(programs)) throw new Error(`${howToInstall}; the program in ${unpacked} does not run`);
  return programs;
}

function runs({ server, cli, env }: RedisPrograms): boolean {
  return [server, cli].every((program) => spawnSync(program, ['--version'], { env }).status === 0);
}

function unpackPackages(target: string, env: NodeJS.ProcessEnv): void {
  const work = `${target}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'lists/partial'), { recursive: true });
  mkdirSync(join(work, 'archives/partial'), { recursive: true });
  // Lists and archives of its own, so that neither root nor a fresh `apt-get update` is needed.
  const own = [
    `-oDir::State::Lists=${work}/lists`,
    `-oDir::Cache=${work}`,
    '-oAPT::Sandbox::User=',
    '-oDebug::NoLocking=1',
  ];
  const run = (command: string, args: readonly string[]): string => {
    const result = spawnSync(command, args, { cwd: work, env: { ...env, LC_ALL: 'C' }, encoding: 'utf8' });
    if (result.status !== 0)
      throw new Error(`${howToInstall}; downloading it failed: ${result.error?.message ?? result.stderr}`);
    return result.stdout;
  };
  run('apt-get', [...own, 'update']);
  const depends = run('apt-cache', [
    ...own,
    'depends',
    '--recurse',
    '--no-recommends',
    '--no-suggests',
    '--no-conflicts',
    '--no-breaks',
    '--no-replaces',
    '--no-enhances',
    'redis-server',
  ]);
  const needed = depends.split('\n').filter((line) => /^[a-z0-9][a-z0-9.+-]*$/.test(line));
  const missing = needed.filter((name) => !isInstalled(name));
  for (const name of missing) run('apt-get', [...own, 'download', name]);
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb')))
    run('dpkg', ['-x', join(work, file), join(work, 'root')]);
  if (existsSync(target)) return;
  renameSync(join(work, 'root'), target);
  rmSync(work, { recursive: true, force: true });
}

function isInstalled(name: string): boolean {
  const status = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], {
    encoding: 'utf8',
  });
  return status.stdout === 'installed';
}

/** Debian keeps libraries in a folder named after the architecture. */
function librariesIn(root: string): string {
  return ['usr/lib', 'lib']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((folder) => folder.includes('-linux-'))
    .join(':');
}
