/** Findings from readings that no test server has. @module */

import { describe, expect, test } from 'vitest';
import { type ServerReading, findingsIn } from '../../../src/adapters/redis/doctor-findings.ts';

describe('findingsIn', () => {
  const sound: ServerReading = {
    info: new Map([
      ['redis_version', '7.0.15'],
      ['role', 'master'],
      ['maxmemory', '0'],
      ['maxmemory_policy', 'noeviction'],
      ['aof_enabled', '1'],
      ['connected_slaves', '1'],
      ['cluster_enabled', '0'],
    ]),
    cluster: undefined,
    clockAheadMs: 0,
    appendFsync: 'everysec',
    minReplicas: '1',
  };

  function idsOf(
    reading: Partial<ServerReading>,
    info: Readonly<Record<string, string>> = {},
  ): readonly string[] {
    const read = { ...sound, ...reading, info: new Map([...sound.info, ...Object.entries(info)]) };
    return findingsIn([read], false).map(({ id }) => id);
  }

  test.each([
    ['6.0.16', ['version']],
    ['5.0.14', ['version']],
    ['6.2.0', []],
    ['8.0.1', []],
    ['unknown', ['version']],
  ])('version %s', (version, expected) => {
    expect(idsOf({}, { redis_version: version })).toEqual(expected);
  });

  test.each([
    [5000, []],
    [5001, ['clock-skew']],
    [-5000, []],
    [-5001, ['clock-skew']],
  ])('a clock that is %d ms ahead', (clockAheadMs, expected) => {
    expect(idsOf({ clockAheadMs })).toEqual(expected);
  });

  test('an eviction policy is only a warning if memory is unlimited', () => {
    const info = new Map([...sound.info, ['maxmemory_policy', 'volatile-lru']]);
    expect(findingsIn([{ ...sound, info }], false)).toMatchObject([
      { id: 'eviction-policy', severity: 'warning' },
    ]);
  });

  test('without CONFIG the findings are those of INFO', () => {
    const withoutConfig = { appendFsync: undefined, minReplicas: undefined };
    expect(idsOf(withoutConfig)).toEqual(['min-replicas-to-write']);
    expect(idsOf(withoutConfig, { min_slaves_good_slaves: '1' })).toEqual([]);
  });

  test('failing persistence is found', () => {
    expect(idsOf({}, { aof_last_write_status: 'err' })).toEqual(['persistence-failing']);
  });

  test('uncovered slots are found', () => {
    const cluster = new Map([
      ['cluster_state', 'ok'],
      ['cluster_slots_ok', '16383'],
    ]);
    expect(idsOf({ cluster })).toEqual(['cluster-coverage']);
  });
});
