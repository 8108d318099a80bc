/** What is wrong with a Redis server as a system of record, from its readings. @module */

/** Something to change. */
export interface Finding {
  /** Stable, so that monitoring can match it. */
  readonly id: FindingId;
  /**
   * `error`: enrollments or locks can be lost, or replies be stale. `warning`: a failover or an
   * outage costs more than necessary.
   */
  readonly severity: 'error' | 'warning';
  /** What was seen. */
  readonly found: string;
  /** What to do about it. */
  readonly change: string;
}

export type FindingId =
  | 'role'
  | 'eviction-policy'
  | 'append-only-file'
  | 'append-fsync'
  | 'persistence-failing'
  | 'version'
  | 'replicas'
  | 'min-replicas-to-write'
  | 'cluster-client'
  | 'cluster-coverage'
  | 'clock-skew';

/** What one master reported. */
export interface ServerReading {
  readonly info: ReadonlyMap<string, string>;
  /** CLUSTER INFO if the server is part of a Cluster. */
  readonly cluster: ReadonlyMap<string, string> | undefined;
  /** How far its clock is ahead of the clock of this process. */
  readonly clockAheadMs: number;
  /** Settings that only CONFIG has; `undefined` if it is not permitted. */
  readonly appendFsync: string | undefined;
  readonly minReplicas: string | undefined;
}

/** The clock skew that is accepted, in milliseconds. */
const maxSkewMs = 5000;
/** Redis 6.0 added KEEPTTL, 6.2 CLIENT INFO. */
const minVersion = { major: 6, minor: 2 };
const slots = '16384';

/** Findings about all masters, each once, errors first. */
export function findingsIn(readings: readonly ServerReading[], clusterClient: boolean): readonly Finding[] {
  const all = readings.flatMap((reading) => findingsAbout(reading, clusterClient));
  const distinct = new Map(all.map((finding) => [`${finding.id} ${finding.found}`, finding]));
  return [...distinct.values()].toSorted(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
  );
}

function findingsAbout(reading: ServerReading, clusterClient: boolean): readonly Finding[] {
  return [
    ...aboutRole(reading, clusterClient),
    ...aboutMemory(reading),
    ...aboutPersistence(reading),
    ...aboutVersion(reading),
    ...aboutReplicas(reading),
    ...aboutCluster(reading),
    ...aboutClock(reading),
  ];
}

function aboutRole({ info }: ServerReading, clusterClient: boolean): readonly Finding[] {
  const findings: Finding[] = [];
  const role = info.get('role');
  if (role !== 'master')
    findings.push(error('role', `role:${role}`, 'Connect to the master, by Sentinel or as a Cluster.'));
  if (info.get('cluster_enabled') === '1' && !clusterClient)
    findings.push(
      error(
        'cluster-client',
        'a node of a Cluster, used by a client for one server',
        'Use createCluster (node-redis) or new Cluster (ioredis).',
      ),
    );
  return findings;
}

function aboutMemory({ info }: ServerReading): readonly Finding[] {
  const policy = info.get('maxmemory_policy');
  if (policy === 'noeviction') return [];
  const found = `maxmemory_policy:${policy}, maxmemory:${info.get('maxmemory')}`;
  const change =
    'Set maxmemory-policy noeviction: without its record a subject looks not enrolled, and its locks are gone.';
  return [
    info.get('maxmemory') === '0'
      ? warning('eviction-policy', found, change)
      : error('eviction-policy', found, change),
  ];
}

function aboutPersistence({ info, appendFsync }: ServerReading): readonly Finding[] {
  const findings: Finding[] = [];
  if (info.get('aof_enabled') !== '1')
    findings.push(
      error(
        'append-only-file',
        `aof_enabled:${info.get('aof_enabled')}`,
        'Set appendonly yes: without it a restart loses what was enrolled, spent and counted.',
      ),
    );
  if (appendFsync === 'no')
    findings.push(
      warning(
        'append-fsync',
        'appendfsync no',
        'Set appendfsync everysec, or always to lose no acknowledged write.',
      ),
    );
  const failing = ['aof_last_write_status', 'aof_last_bgrewrite_status', 'rdb_last_bgsave_status'].find(
    (name) => info.has(name) && info.get(name) !== 'ok',
  );
  if (failing !== undefined)
    findings.push(
      error(
        'persistence-failing',
        `${failing}:${info.get(failing)}`,
        'See the log of the server: the disk may be full or not writable.',
      ),
    );
  return findings;
}

function aboutVersion({ info }: ServerReading): readonly Finding[] {
  const version = info.get('redis_version') ?? 'unknown';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > minVersion.major || (major === minVersion.major && minor >= minVersion.minor)) return [];
  return [error('version', `redis_version:${version}`, 'Upgrade to Redis 6.2 or later.')];
}

function aboutReplicas({ info, minReplicas }: ServerReading): readonly Finding[] {
  const replicas = Number(info.get('connected_slaves') ?? 0);
  if (replicas === 0)
    return [
      warning(
        'replicas',
        'connected_slaves:0',
        'Add a replica to each master: without one, losing the master is an outage.',
      ),
    ];
  const bounded = minReplicas === undefined ? info.has('min_slaves_good_slaves') : Number(minReplicas) > 0;
  if (bounded) return [];
  return [
    warning(
      'min-replicas-to-write',
      'min-replicas-to-write 0',
      'Set min-replicas-to-write 1: a master that is cut off then stops accepting codes that its successor accepts again.',
    ),
  ];
}

function aboutCluster({ cluster }: ServerReading): readonly Finding[] {
  if (cluster === undefined) return [];
  const state = cluster.get('cluster_state');
  const covered = cluster.get('cluster_slots_ok');
  if (state === 'ok' && covered === slots) return [];
  return [
    error(
      'cluster-coverage',
      `cluster_state:${state}, cluster_slots_ok:${covered} of ${slots}`,
      'Give every slot to a running master: subjects in the other slots are locked out.',
    ),
  ];
}

function aboutClock({ clockAheadMs }: ServerReading): readonly Finding[] {
  if (Math.abs(clockAheadMs) <= maxSkewMs) return [];
  const seconds = Math.round(clockAheadMs / 1000);
  const found = `the server is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this process`;
  return [
    warning(
      'clock-skew',
      found,
      'Synchronize both by NTP: this process checks codes by its own clock, which must agree with that of the users.',
    ),
  ];
}

function error(id: FindingId, found: string, change: string): Finding {
  return { id, severity: 'error', found, change };
}

function warning(id: FindingId, found: string, change: string): Finding {
  return { id, severity: 'warning', found, change };
}
