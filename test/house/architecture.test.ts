/** Every source file keeps the import table and the habits of the code. @module */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkArchitecture, findImportCircle } from './check-architecture.ts';

const purpose = '/** What it is for. @module */\n';

describe('every source file keeps the import table', () => {
  const sources = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'));

  test('there are source files', () => {
    expect(sources.length).toBeGreaterThan(0);
  });

  test.each(sources)('%s', (path) => {
    expect(checkArchitecture(path, readFileSync(path, 'utf8'))).toEqual([]);
  });

  test('no file imports itself through others', () => {
    const texts = sources.map((path) => [path, readFileSync(path, 'utf8')] as const);
    expect(findImportCircle(new Map(texts))).toEqual([]);
  });
});

test('findImportCircle: finds a planted circle, even one of types only', () => {
  const circle = new Map([
    ['src/domain/otp/a.ts', "import { b } from './b.ts';"],
    ['src/domain/otp/b.ts', "import type { C } from '../base/c.ts';"],
    ['src/domain/base/c.ts', "export type { B } from '../otp/b.ts';"],
  ]);
  expect(findImportCircle(circle)).toEqual(['src/domain/otp/b.ts', 'src/domain/base/c.ts']);
});

describe('checkArchitecture: what it accepts', () => {
  test.each([
    ['src/domain/otp/hotp.ts', "import { ok } from 'neverthrow';\nimport { a } from './a.ts';"],
    ['src/domain/otp/base32.ts', "import base32 from 'hi-base32';"],
    ['src/ports/clock.ts', "import type { Instant } from '../domain/base/instant.ts';"],
    ['src/domain/index.ts', "export { decide } from './decision/decision.ts';"],
    ['src/domain/subject/charge.ts', "import type { Rule } from '../policy/rule.ts';"],
    [
      'src/use-cases/verify/authorize.ts',
      "import { decide } from '../../domain/decision/decision.ts';\nimport type { Call } from '../call/call.ts';",
    ],
    ['src/two-factor.ts', "import { authorize } from './use-cases/authorize.ts';"],
    ['src/index.ts', "export { createTwoFactor } from './two-factor.ts';"],
    ['src/otp.ts', "import { nobleHashing } from './adapters/system/noble-hashing.ts';"],
    ['src/adapters/system/noble-hashing.ts', "import { hmac } from '@noble/hashes/hmac.js';"],
    [
      'src/adapters/memory/storage.ts',
      "import { charge } from '../../domain/subject/charge.ts';\nimport { a } from './a.ts';",
    ],
    [
      'src/testing/laws.ts',
      "import { equal } from 'node:assert/strict';\nimport { assert } from 'fast-check';",
    ],
    ['src/client/with-two-factor.ts', "import { ask } from './ask.ts';"],
  ])('%s: %s', (path, text) => {
    expect(checkArchitecture(path, purpose + text)).toEqual([]);
  });

  test('node: in the folder for Node, and in a file of a transport for Node', () => {
    const text = "import { AsyncLocalStorage } from 'node:async_hooks';";
    expect(checkArchitecture('src/adapters/node/hashing.ts', purpose + text)).toEqual([]);
    expect(
      checkArchitecture('src/adapters/ddp/scope.ts', `/** A scope on Node. @module */\n${text}`),
    ).toEqual([]);
  });
});

describe('checkArchitecture: planted imports', () => {
  test.each([
    ['src/domain/otp/hotp.ts', "import { createHmac } from 'node:crypto';"],
    ['src/domain/otp/hotp.ts', "import base32 from 'hi-base32';"],
    ['src/domain/otp/hotp.ts', "import { hmac } from '@noble/hashes/hmac.js';"],
    ['src/domain/otp/hotp.ts', "import type { Clock } from '../../ports/clock.ts';"],
    ['src/domain/otp/hotp.ts', "import { authorize } from '../../use-cases/verify/authorize.ts';"],
    ['src/domain/otp/hotp.ts', "import type { Rule } from '../policy/rule.ts';"],
    ['src/domain/base/frame.ts', "import type { Keys } from '../keys/keys.ts';"],
    ['src/domain/codes/typed-code.ts', "import type { Denial } from '../decision/denial.ts';"],
    ['src/domain/decision/decision.ts', "import { decide } from '../index.ts';"],
    ['src/use-cases/call/call-port.ts', "import { authorize } from '../verify/authorize.ts';"],
    ['src/use-cases/verify/authorize.ts', "import { permit } from '../manage/manage.ts';"],
    ['src/domain/otp/hotp.ts', "export { a } from '../../adapters/memory/index.ts';"],
    ['src/domain/otp/hotp.ts', "export type A = import('../../ports/clock.ts').Clock;"],
    ['src/domain/otp/hotp.ts', "export const a = () => import('../../ports/clock.ts');"],
    ['src/domain/otp/hotp.ts', 'export const a = (name: string) => import(name);'],
    ['src/domain/otp/hotp.ts', "import { a } from '../../unknown/a.ts';"],
    ['src/domain/otp/hotp.ts', "import { hotp } from 'second-factor/otp';"],
    [
      'src/use-cases/verify/authorize.ts',
      "import { createMemoryStorage } from '../adapters/memory/index.ts';",
    ],
    ['src/use-cases/verify/authorize.ts', "import { createTwoFactor } from '../../two-factor.ts';"],
    ['src/two-factor.ts', "import { nobleHashing } from './adapters/system/index.ts';"],
    ['src/two-factor.ts', "import { hotp } from './otp.ts';"],
    ['src/embedded.ts', "import { createRedisStorage } from './adapters/redis/index.ts';"],
    ['src/adapters/redis/storage.ts', "import { createMemoryStorage } from '../memory/index.ts';"],
    ['src/adapters/redis/storage.ts', "import { authorize } from '../../use-cases/authorize.ts';"],
    ['src/adapters/redis/storage.ts', "import { hmac } from '@noble/hashes/hmac.js';"],
    ['src/adapters/http/protect.ts', "import { createTwoFactor } from '../../two-factor.ts';"],
    ['src/adapters/http/protect.ts', "import { isIP } from 'node:net';"],
    ['src/adapters/sealing/sealing.ts', "import { createCipheriv } from 'node:crypto';"],
    ['src/testing/laws.ts', "import { createMemoryStorage } from '../adapters/memory/index.ts';"],
    ['src/testing/laws.ts', "import { test } from 'vitest';"],
    ['src/audit/audit.ts', "import { createTwoFactor } from '../two-factor.ts';"],
    ['src/client/ask.ts', "import type { Denial } from '../domain/decision/denial.ts';"],
    ['src/client/ask.ts', "import { ok } from 'neverthrow';"],
  ])('%s: %s', (path, text) => {
    expect(checkArchitecture(path, purpose + text)).toEqual([expect.stringContaining('may not import')]);
  });

  test('a port that loads code', () => {
    const text = `${purpose}import { ok } from '../domain/base/a.ts';`;
    expect(checkArchitecture('src/ports/a.ts', text)).toEqual([expect.stringContaining('only types')]);
  });
});

describe('checkArchitecture: planted habits', () => {
  test.each([
    ['a file outside the rings', 'src/utils/a.ts', purpose, 'belongs to no ring'],
    ['an adapter without a folder', 'src/adapters/a.ts', purpose, 'belongs to no ring'],
    ['a room that the table does not have', 'src/domain/utils/a.ts', purpose, 'belongs to no room'],
    ['a file outside the rooms of its ring', 'src/domain/a.ts', purpose, 'belongs to no room'],
    ['no purpose', 'src/domain/base/a.ts', 'export const a = 1;', 'does not say its purpose'],
    ['an empty purpose', 'src/domain/base/a.ts', '/** @module */', 'does not say its purpose'],
    [
      'a docstring without @module',
      'src/domain/base/a.ts',
      '/** What it is for. */',
      'does not say its purpose',
    ],
    ['too many lines', 'src/domain/base/a.ts', purpose + '\n'.repeat(300) + 'export {};', 'lines, more than'],
    ['a default export', 'src/client/a.ts', `${purpose}export default 1;`, 'default export'],
    ['a default function', 'src/client/a.ts', `${purpose}export default function a() {}`, 'default export'],
    [
      'a default by renaming',
      'src/client/a.ts',
      `${purpose}const a = 1;\nexport { a as default };`,
      'default export',
    ],
    ['export *', 'src/client/index.ts', `${purpose}export * from './a.ts';`, 're-exports everything'],
    ['export * as', 'src/client/index.ts', `${purpose}export * as a from './a.ts';`, 're-exports everything'],
    ['Date.now', 'src/domain/base/a.ts', `${purpose}export const a = Date.now();`, 'names Date'],
    ['new Date', 'src/use-cases/call/a.ts', `${purpose}export const a = new Date(0);`, 'names Date'],
    ['the Date type', 'src/ports/a.ts', `${purpose}export type A = { readonly at: Date };`, 'names Date'],
    [
      'globalThis.Date',
      'src/domain/base/a.ts',
      `${purpose}export const { Date: D } = globalThis;`,
      'names Date',
    ],
    ['Math.random', 'src/domain/base/a.ts', `${purpose}export const a = Math.random();`, 'Math.random'],
  ])('%s', (_title, path, text, complaint) => {
    expect(checkArchitecture(path, text)).toEqual([expect.stringContaining(complaint)]);
  });
});
