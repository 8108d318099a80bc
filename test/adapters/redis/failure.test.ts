/** The failure for each error of a client, which keeps nothing of the error (P18). @module */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { failure, failureOf } from '../../../src/adapters/redis/failure.ts';

const unavailable = { kind: 'unavailable', outcome: 'not-applied' };
const misconfigured = { kind: 'misconfigured', outcome: 'not-applied' };
const unknown = { kind: 'unavailable', outcome: 'unknown' };

describe('failureOf', () => {
  test.each([
    ['LOADING Redis is loading the dataset in memory', unavailable],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", unavailable],
    ['CLUSTERDOWN Hash slot not served', unavailable],
    ['TRYAGAIN Multiple keys request during rehashing of slot', unavailable],
    ["READONLY You can't write against a read only replica.", unavailable],
    ["OOM command not allowed when used memory > 'maxmemory'. script: 1a2b, on @user_script:1.", unavailable],
    ['MISCONF Redis is configured to save RDB snapshots, but is unable to persist on disk.', unavailable],
    ['BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', unavailable],
    ['NOREPLICAS Not enough good replicas to write.', unavailable],
    // Redis 6 wraps the error of a command inside a script.
    ["ERR Error running script (call to f_1a2b): @user_script:9: -READONLY You can't write", unavailable],
    ['ERR Error running script (call to f_1a2b): @user_script: 9: OOM command not allowed', unavailable],
    ['NOAUTH Authentication required.', misconfigured],
    ['ERR Protocol error: unauthenticated multibulk length', misconfigured],
    ['WRONGPASS invalid username-password pair or user is disabled.', misconfigured],
    ["NOPERM this user has no permissions to run the 'evalsha' command", misconfigured],
    ["CROSSSLOT Keys in request don't hash to the same slot", misconfigured],
    ['MOVED 3999 127.0.0.1:6381', misconfigured],
    ["ERR unknown command 'EVALSHA', with args beginning with:", misconfigured],
    [
      "ERR The user executing the script can't run this command or subcommand script: 1a2b, on @user_script:1.",
      { kind: 'misconfigured', outcome: 'unknown' },
    ],
    [
      'WRONGTYPE Operation against a key holding the wrong kind of value',
      { kind: 'corrupt', outcome: 'not-applied' },
    ],
    ['ERR an error of a later version', unknown],
    ['The client is closed', unavailable],
    ['The client is offline', unavailable],
    ["Stream isn't writeable and enableOfflineQueue options is false", unavailable],
    ["Cluster isn't ready and enableOfflineQueue options is false", unavailable],
    ['All the root nodes are unavailable', unavailable],
    ['Failed to refresh slots cache.', unavailable],
    ['Socket closed unexpectedly', unknown],
    ['Disconnects client', unknown],
    ['Connection is closed.', unknown],
    ['Command timed out', unknown],
    ['Reached the max retries per request limit (which is 1).', unknown],
  ])('%s', (message, expected) => {
    const failed = failureOf(new Error(message));
    expect(failed).toBeInstanceOf(Error);
    expect(failed).toMatchObject(expected);
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])('%s: not applied', (code) => {
    expect(failureOf(Object.assign(new Error('connect'), { code }))).toMatchObject(unavailable);
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('%s: outcome unknown', (code) => {
    expect(failureOf(Object.assign(new Error('write'), { code }))).toMatchObject(unknown);
  });

  test.each([
    undefined,
    null,
    'a text',
    7,
    {},
    { message: 7 },
    {
      get message() {
        return 'x';
      },
    },
  ])('a non-error is unknown: %s', (reason) => {
    expect(failureOf(reason)).toMatchObject(unknown);
  });

  test('P18 keeps neither message, cause nor arguments', () => {
    const secret = 'the-secret-argument';
    const reason = Object.assign(new Error(`ERR ${secret}`), {
      command: { name: 'evalsha', args: [secret] },
      cause: secret,
    });
    expect(inspect(failureOf(reason), { showHidden: true, depth: 9 })).not.toContain(secret);
  });

  test('a failure is returned as it is', () => {
    const failed = failure('corrupt', 'not-applied', 'first message');
    expect(failureOf(failed)).toBe(failed);
  });
});
