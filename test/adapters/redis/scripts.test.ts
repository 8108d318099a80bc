/** A script lists the functions, keys and arguments that its Lua uses, and no others. @module */

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type KeyName, keyEndings } from '../../../src/adapters/redis/keys.ts';
import {
  type LuaFunction,
  collectFunctions,
  luaFunction,
} from '../../../src/adapters/redis/scripts/lua-function.ts';
import { number, text } from '../../../src/adapters/redis/scripts/lua-values.ts';
import { type Script, defineScript } from '../../../src/adapters/redis/scripts/script.ts';
import { deploymentVerbs, recipientVerbs, subjectVerbs } from '../../../src/domain/subject/verbs.ts';

const folder = new URL('../../../src/adapters/redis/scripts/', import.meta.url);

const exported: readonly unknown[] = (
  await Promise.all(
    readdirSync(folder).map(async (file) =>
      Object.values((await import(new URL(file, folder).href)) as Record<string, unknown>),
    ),
  )
).flat();

const scripts = exported.filter(
  (value): value is Script => typeof value === 'object' && value !== null && 'definition' in value,
);

/** Lua's own functions, and the words that may stand before a parenthesis. */
const builtIn = new Set(
  'error ipairs next pairs pcall tonumber type unpack and elseif for function if in local not or return while'.split(
    ' ',
  ),
);

/** Lua without its comments and strings. */
function codeOf(lua: string): string {
  return lua.replaceAll(/--.*$/gm, '').replaceAll(/'(?:\\.|[^'\\])*'/g, "''");
}

/** The functions that a piece of Lua calls and does not define. */
function calledIn(lua: string): readonly string[] {
  const code = codeOf(lua);
  const defined = new Set([...code.matchAll(/\blocal function (\w+)/g)].map(([, name]) => name));
  const called = [...code.matchAll(/(?<![.:\w])([A-Za-z_]\w*)\s*\(/g)].map(([, name = '']) => name);
  return [...new Set(called)].filter((name) => !builtIn.has(name) && !defined.has(name)).toSorted();
}

function namesOf(functions: readonly LuaFunction[]): readonly string[] {
  return functions.map(({ name }) => name).toSorted();
}

/** What is wrong with the lists of a script. */
function faultsOf({ definition, text }: Pick<Script, 'definition' | 'text'>): readonly string[] {
  const { name, uses, keys, args, body } = definition;
  const functions = collectFunctions(uses);
  const pieces = [{ name, uses, text: body }, ...functions];
  const misnamed = functions.filter((shared) => !shared.text.startsWith(`local function ${shared.name}(`));
  const usedKeys = (Object.keys(keyEndings) as KeyName[]).filter((key) =>
    pieces.some((piece) => new RegExp(`\\b${key}Key\\b`).test(codeOf(piece.text))),
  );
  return [
    ...pieces.flatMap((piece) => {
      const called = calledIn(piece.text);
      const listed = namesOf(piece.uses);
      return [
        ...called.filter((other) => !listed.includes(other)).map((other) => `${piece.name} calls ${other}`),
        ...listed.filter((other) => !called.includes(other)).map((other) => `${piece.name} lists ${other}`),
      ];
    }),
    ...misnamed.map((shared) => `${shared.name} has another name in its text`),
    ...(new Set(namesOf(functions)).size === functions.length ? [] : ['two functions share a name']),
    ...usedKeys.filter((key) => !keys.includes(key)).map((key) => `${name} uses the key ${key}`),
    ...keys.filter((key) => !usedKeys.includes(key)).map((key) => `${name} lists the key ${key}`),
    ...args
      .map((argument) => argument.replace('...', ''))
      .filter((argument) => !new RegExp(`\\b${argument}\\b`).test(codeOf(body)))
      .map((argument) => `${name} lists the argument ${argument}`),
    ...(text.startsWith(`-- second-factor ${name}\n`) ? [] : [`${name} is not named in its first line`]),
  ];
}

test('there is one script for each verb', () => {
  const names = scripts.map(({ definition }) => definition.name);
  const verbs = Object.keys({ ...subjectVerbs, ...recipientVerbs, ...deploymentVerbs });
  const kebab = verbs.map((verb) => verb.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  expect(names.toSorted()).toEqual(kebab.map((verb) => `${verb} 1`).toSorted());
});

describe('every script lists what it uses', () => {
  test.each(scripts.map((script) => [script.definition.name, script] as const))('%s', (_, script) => {
    expect(faultsOf(script)).toEqual([]);
  });
});

describe('a script is refused', () => {
  const sound = { name: 'sound 1', keys: ['subject'], args: ['at'], uses: [number] } as const;
  const body = "redis.call('SET', subjectKey, number(at)) return { 'done' }";
  const half = luaFunction('half', [], 'local function half(value) return number(value) / 2 end');
  test.each([
    ['it calls a function that it does not list', { ...sound, uses: [], body }, ['sound 1 calls number']],
    [
      'it lists a function that it does not call',
      { ...sound, uses: [number, text], body },
      ['sound 1 lists text'],
    ],
    [
      'a function that it uses calls one that is not listed there',
      { ...sound, uses: [number, half], body: `${body}, half(1)` },
      ['half calls number'],
    ],
    [
      'it uses a key that it does not list',
      { ...sound, body: body.replace('subjectKey', 'trustedKey') },
      ['sound 1 uses the key trusted', 'sound 1 lists the key subject'],
    ],
    [
      'it does not use an argument',
      { ...sound, args: ['at', 'client'], body },
      ['sound 1 lists the argument client'],
    ],
  ] as const)('if %s', (_, definition, faults) => {
    expect(faultsOf(defineScript<string>(definition))).toEqual(faults);
  });
});
