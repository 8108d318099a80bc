/** Measures decisions on Redis: a server, a distant server and a cluster; prints JSON. @module */

import { type RedisClient, createRedisStorage } from 'second-factor/adapters/redis';
import type { ChargeOutcome, SubjectTag } from 'second-factor/domain';
import { type PreparedKey, totp } from 'second-factor/otp';
import type { Storage } from 'second-factor/ports';
import { startCluster, startServer } from '../test/adapters/redis/servers.ts';
import { startDelayProxy } from './delay-proxy.ts';
import { type Deployment, type StoredNames, clientOf, createDeployment, subjectOf } from './deployment.ts';
import { type Contender, type Samples, measure } from './measure.ts';
import { type BenchConnection, type Connect, toCluster, toServer } from './redis-clients.ts';
import { countRoundTrips } from './round-trips.ts';

const rounds = Number(process.argv[2]);
const operation = 'settings.save';
const filled = 500;
const enrolled = 64;
/** The number of concurrent calls where throughput is measured. */
const parallel = 32;
const places: Record<string, { readonly alone: Samples; readonly together: Samples }> = {};

async function contendersOn(connection: BenchConnection, prefix: string): Promise<readonly Contender[]> {
  const storage = createRedisStorage(connection.client, { prefix });
  const deployment = createDeployment(storage);
  await deployment.fill(filled + 1);
  const names = Array.from({ length: filled + 1 }, (_, number) => deployment.namesOf(number));
  const keys: PreparedKey[] = [];
  for (let number = 0; number < enrolled; number++) keys.push(await deployment.enroll(`enrolled-${number}`));
  return [
    { name: 'GET', run: () => connection.get(`${prefix}:nothing`) },
    // On a separate subject, because the scripts and the verbs use different steps.
    ...(await scriptsOn(connection.client, prefix, deployment.now, names.slice(filled))),
    ...verbsOn(storage, deployment.now, names.slice(0, filled)),
    ...decisionsOn(deployment, keys),
  ];
}

/** A script call as the adapter sent it. */
interface Sent {
  readonly sha1: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/**
 * The scripts of two verbs without the adapter. Each run sends what the adapter sent, with a new
 * attempt and a new step, and reads at most the kind of the reply.
 */
async function scriptsOn(
  client: RedisClient,
  prefix: string,
  now: () => number,
  names: readonly StoredNames[],
): Promise<readonly Contender[]> {
  const sent: Sent[] = [];
  const recording: RedisClient = {
    ...client,
    evalSha: (sha1, keys, args) => {
      sent.push({ sha1, keys, args });
      return client.evalSha(sha1, keys, args);
    },
  };
  const recorded = verbsOn(createRedisStorage(recording, { prefix }), now, names);
  await recorded.find(({ name }) => name === 'charge and settle')!.run();
  const [charge, settle] = sent.slice(-2) as [Sent, Sent];
  let turn = 0;
  const again = ({ sha1, keys, args }: Sent): ((by: number) => Promise<unknown>) => {
    // The first argument is the attempt. The fifth is the step in `settle`; in `charge` it is the
    // seconds of trust, which are empty.
    const [, at = '', third = '', fourth = '', fifth = '', ...rest] = args;
    return (by) => {
      const later = fifth === '' ? fifth : String(Number(fifth) + by);
      return client.evalSha(sha1, keys, [attemptOf(by), at, third, fourth, later, ...rest]);
    };
  };
  const [chargeAgain, settleAgain] = [again(charge), again(settle)];
  const both = async (): Promise<void> => {
    const by = ++turn;
    await chargeAgain(by);
    const [kind] = (await settleAgain(by)) as readonly string[];
    if (kind !== 'settled') throw new Error(`not settled: ${kind}`);
  };
  return [
    { name: 'charge script', run: () => chargeAgain(++turn) },
    { name: 'both scripts', run: both },
  ];
}

/** The storage verbs of a decision. */
function verbsOn(storage: Storage, now: () => number, names: readonly StoredNames[]): readonly Contender[] {
  let turn = 0;
  let step = Math.ceil(now() / 1000);
  const next = (): StoredNames => names[turn++ % names.length]!;
  const input = {
    candidates: [{ method: 'totp', digits: 6 }],
    automaticEmail: false,
    locks: { ms: [0], disabledAt: undefined },
  } as const;
  const charge = (tag: SubjectTag, attemptId: string): Promise<ChargeOutcome> =>
    storage.charge(tag, { ...input, attemptId, at: now() });
  return [
    {
      name: 'load',
      run: () => {
        const { tag, client } = next();
        return storage.load(tag, { client });
      },
    },
    { name: 'charge', run: () => charge(next().tag, attemptOf(turn)) },
    {
      name: 'charge and settle',
      run: async () => {
        const { tag, enrollmentId } = next();
        const attemptId = attemptOf(turn);
        const at = now();
        const { state } = await charge(tag, attemptId);
        const match = { method: 'totp', enrollmentId, step: step++ } as const;
        const { kind } = await storage.settle(tag, { attemptId, at, generation: state.generation, match });
        if (kind !== 'settled') throw new Error(`not settled: ${kind}`);
      },
    },
  ];
}

function attemptOf(turn: number): string {
  return `attempt-${turn}`.padEnd(22, '-');
}

/** Complete calls of the façade. */
function decisionsOn(deployment: Deployment, keys: readonly PreparedKey[]): readonly Contender[] {
  const { twoFactor } = deployment;
  let turn = 0;
  let verified = 0;
  return [
    {
      name: 'trusted client',
      run: async () => {
        const subject = subjectOf(turn++ % filled);
        const grant = await twoFactor.authorize({ subject, operation, client: clientOf(subject) });
        if (grant.isErr() || grant.value.by !== 'trusted-client') throw new Error('not granted');
      },
    },
    {
      name: 'whole verification',
      run: async () => {
        if (verified++ % enrolled === 0) deployment.advance(30_000);
        const number = verified % enrolled;
        const code = { value: totp(keys[number]!, { at: deployment.now() }) };
        const grant = await twoFactor.authorize({ subject: `enrolled-${number}`, operation, code });
        if (grant.isErr() || grant.value.by !== 'totp') throw new Error('code not accepted');
      },
    },
  ];
}

function together({ name, run }: Contender): Contender {
  return { name, run: () => Promise.all(Array.from({ length: parallel }, run)) };
}

async function place(
  name: string,
  connect: Connect,
  ports: readonly number[],
  batchMs: number,
): Promise<void> {
  const connection = await connect(ports);
  const contenders = await contendersOn(connection, name.replaceAll(/[^a-z]/g, ''));
  const alone = await measure(contenders, { rounds, batchMs });
  places[name] = { alone, together: await measure(contenders.map(together), { rounds, batchMs }) };
  connection.close();
}

const server = await startServer();
const proxy = await startDelayProxy(server.port, 1);
const empty = usedMemory();
const filler = await toServer['ioredis']!([server.port]);
await createDeployment(createRedisStorage(filler.client, { prefix: 'bytes' })).fill(10_000);
filler.close();
const bytesPerSubject = (usedMemory() - empty) / 10_000;
const roundTrips = await countRoundTrips(toServer['ioredis']!, server.port);
for (const [name, connect] of Object.entries(toServer)) {
  await place(`${name}, one server`, connect, [server.port], 5);
  await place(`${name}, 2 ms away`, connect, [proxy.port], 20);
}
const serverMicroseconds = microsecondsPerScript();
await proxy.stop();
await server.stop();
const cluster = await startCluster();
const ports = cluster.rootNodes.map(({ port }) => port);
for (const [name, connect] of Object.entries(toCluster)) await place(`${name}, cluster`, connect, ports, 5);
await cluster.stop();
console.log(JSON.stringify({ parallel, bytesPerSubject, serverMicroseconds, roundTrips, places }));

function usedMemory(): number {
  return Number(/used_memory:(\d+)/.exec(server.cli('info', 'memory'))?.[1]);
}

/** The average time that one script takes of the server's thread, as the server counts it. */
function microsecondsPerScript(): number {
  return Number(/cmdstat_evalsha:.*usec_per_call=([\d.]+)/.exec(server.cli('info', 'commandstats'))?.[1]);
}
