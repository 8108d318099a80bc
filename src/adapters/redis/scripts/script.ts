/** A Lua script: its text, its keys and arguments, and its digest. @module */

import type { KeyName } from '../keys.ts';
import { type LuaFunction, collectFunctions } from './lua-function.ts';

/** A script. Its text never changes while the process runs, so its digest is computed once. */
export interface Script<Argument extends string = never> {
  readonly definition: ScriptDefinition<string>;
  /** The whole Lua. Its first line names the script and the version of its text. */
  readonly text: string;
  /** SHA-1 of the text in lower-case hex, for EVALSHA. */
  sha1(): Promise<string>;
  /**
   * The call with these arguments. `keys` are the first of the script's keys; by default all of
   * them.
   */
  readonly call: (values: ArgumentsOf<Argument>, keys?: readonly KeyName[]) => ScriptCall;
}

export interface ScriptCall {
  readonly script: Pick<Script, 'text' | 'sha1'>;
  readonly keys: readonly KeyName[];
  readonly args: readonly string[];
}

/** A text for each argument, and a list of texts for one that is written `...name`. */
export type ArgumentsOf<Argument extends string> = {
  readonly [Name in Argument as Name extends `...${string}` ? never : Name]: string;
} & {
  readonly [Name in Argument as Name extends `...${infer List}` ? List : never]: readonly string[];
};

export interface ScriptDefinition<Argument extends string> {
  /** What the script does, and the version of its text. */
  readonly name: string;
  /** The keys in the order in which they are sent. Lua knows the key `subject` as `subjectKey`. */
  readonly keys: readonly KeyName[];
  /** The arguments in order. Lua knows each by its name. The last may be a list: `...digests`. */
  readonly args: readonly Argument[];
  /** The shared functions that the body calls. */
  readonly uses: readonly LuaFunction[];
  /** The Lua whose result is the reply. */
  readonly body: string;
}

/**
 * Composes a script. The rules of a body:
 * - keys come as KEYS, time comes as an argument;
 * - everything that is read is checked before the first write, because Redis does not roll back a
 *   script that fails;
 * - the first write is one that Redis refuses if memory is out;
 * - the reply is a flat list of texts that begins with the kind of the outcome.
 */
export function defineScript<const Argument extends string>(
  definition: ScriptDefinition<Argument>,
): Script<Argument> {
  const { keys } = definition;
  const names = definition.args.map((argument) => listName(argument));
  const text = compose(definition);
  let digest: Promise<string> | undefined;
  const script = { text, sha1: () => (digest ??= sha1Of(text)) };
  return {
    ...script,
    definition,
    call(values, sentKeys = keys) {
      const texts = values as Readonly<Record<string, string | readonly string[]>>;
      return { script, keys: sentKeys, args: names.flatMap((name) => texts[name] as string) };
    },
  };
}

function compose(definition: ScriptDefinition<string>): string {
  const functions = collectFunctions(definition.uses).map(({ text }) => text);
  return `-- second-factor ${definition.name}
${nameKeys(definition.keys)}
local corruptMessage = 'second-factor: a stored line cannot be read'
local isWritten = false

${functions.join('\n\n')}

local function run()
${nameArguments(definition)}
${definition.body.trim()}
end

${frame(definition.keys.find((key) => key === 'subject' || key === 'mark'))}`;
}

/**
 * How a script on a subject, or on the mark of the storage, ends unless it wrote that key. PERSIST
 * changes nothing on a key that never expires, but it is a write: a server that is no longer the
 * master, or that has lost its replicas, refuses it rather than return stale data. It comes last,
 * because after the first write Redis lets a script go on although memory is out. A script on a
 * recipient needs none, because it writes before each reply that lets a mail go out.
 */
function asMaster(key: KeyName): string {
  return `if not isWritten then redis.call('PERSIST', ${key}Key) end\n  `;
}

/** Runs the script. If a line cannot be read, the kind is `corrupt`, and nothing was written. */
function frame(key: KeyName | undefined): string {
  const end = key === undefined ? '' : asMaster(key);
  return `local isDone, reply = pcall(function()
  local reply = run()
  ${end}return reply
end)
if isDone then return reply end
local message = type(reply) == 'table' and reply.err or reply
if message == corruptMessage or string.find(message, 'WRONGTYPE', 1, true) then return { 'corrupt' } end
if type(reply) == 'table' then return reply end
return redis.error_reply(message)
`;
}

function nameKeys(keys: readonly KeyName[]): string {
  const names = keys.map((key) => `${key}Key`);
  return `local ${names.join(', ')} = ${keys.map((_, index) => `KEYS[${index + 1}]`).join(', ')}`;
}

function nameArguments({ args }: ScriptDefinition<string>): string {
  if (args.length === 0) return '';
  const names = args.map((argument) => listName(argument)).join(', ');
  const values = args.map((argument, index) =>
    listName(argument) === argument ? `ARGV[${index + 1}]` : `{ unpack(ARGV, ${index + 1}) }`,
  );
  return `local ${names} = ${values.join(', ')}`;
}

function listName(argument: string): string {
  return argument.replace(/^\.\.\./, '');
}

async function sha1Of(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
