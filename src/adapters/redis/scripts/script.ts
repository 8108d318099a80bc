/** A Lua script: its name, its text, the keys it works on, and the digest that Redis knows it by. @module */

import { type KeyName, keyNames } from '../subject-keys.ts';

/** One script. Its text never changes while the process runs, so the digest is made once. */
export interface Script {
  readonly name: string;
  readonly text: string;
  /** The keys of the subject that it gets, in this order: those that it names and no other. */
  readonly keys: readonly KeyName[];
  /** SHA-1 of the text in lower-case hex, as EVALSHA wants it. */
  sha1(): Promise<string>;
}

/**
 * How a script on a subject ends: PERSIST changes nothing on a key that never expires, but is a write, so a server that is no longer
 * the master, or that has lost its replicas, refuses instead of answering what is old. It comes last, because after the first
 * write Redis lets a script go on although memory is out. Where the script wrote the subject's record, that was such a write.
 */
const asMaster = "if not isWritten then redis.call('PERSIST', KEYS.s) end";

/** Runs a script: a record that cannot be read is answered as a word, before anything was written. */
const epilogue = `
if done then return reply end
local message = type(reply) == 'table' and reply.err or reply
if message == CORRUPT or string.find(message, 'WRONGTYPE', 1, true) then return { 'corrupt' } end
if type(reply) == 'table' then return reply end
return redis.error_reply(message)
`;

/**
 * Composes a script on the keys of a subject, which its Lua names as `KEYS.s`. The house rules: keys come by KEYS, time by ARGV;
 * everything that is read is checked before the first write, because a script that fails is not rolled back; the first write is one that Redis refuses when memory
 * is out; the reply is a flat list of texts that begins with a word.
 *
 * @param name what it does, and the version of its text
 * @param snippets Lua that it shares with others, in order; of their functions it gets those that it calls
 * @param body the Lua of the function whose result is the reply
 */
export function defineScript(name: string, snippets: readonly string[], body: string): Script {
  return compose(name, snippets, body, asMaster);
}

/** Composes a script on the key of a recipient, whose every answer that lets a mail go out comes with a write. */
export function defineRecipientScript(name: string, snippets: readonly string[], body: string): Script {
  return compose(name, snippets, body, '');
}

function compose(name: string, snippets: readonly string[], body: string, end: string): Script {
  const run = `\nlocal function answer()\n${body.trim()}\nend\n`;
  const all = `\nlocal done, reply = pcall(function()\n  local reply = answer()\n  ${end}\n  return reply\nend)`;
  const lua = withCalled(snippets, `${run}${all}${epilogue}`);
  const keys = keyNames.filter((key) => new RegExp(`KEYS\\.${key}\\b`).test(lua));
  const numbered = lua.replaceAll(/KEYS\.(\w+)/g, (_, key: KeyName) => `KEYS[${keys.indexOf(key) + 1}]`);
  const text = `-- second-factor ${name}\n${numbered}`;
  let digest: Promise<string> | undefined;
  return { name, text, keys, sha1: () => (digest ??= sha1Of(text)) };
}

/**
 * The paragraphs that are called, directly or by others, before what calls them: a function that is only defined costs time too. So
 * in shared Lua each function or constant is a paragraph of its own: a blank line before it, none within it, its name first.
 */
function withCalled(snippets: readonly string[], lua: string): string {
  return snippets
    .flatMap((snippet) => snippet.trim().split('\n\n'))
    .reduceRight((caller, paragraph) => {
      const name = /^local (?:function )?(\w+)/m.exec(paragraph)?.[1];
      // A comment calls nothing.
      const code = caller.replaceAll(/^ *-- .*$/gm, '');
      return new RegExp(`\\b${name}\\b`).test(code) ? `${paragraph}\n\n${caller}` : caller;
    }, lua);
}

async function sha1Of(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
