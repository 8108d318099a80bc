/** A Lua script: its name, its text, and the digest that Redis knows it by. @module */

/** One script. Its text never changes while the process runs, so the digest is made once. */
export interface Script {
  readonly name: string;
  readonly text: string;
  /** SHA-1 of the text in lower-case hex, as EVALSHA wants it. */
  sha1(): Promise<string>;
}

/** What every script ends with: a record that cannot be read is answered as a word, before anything was written. */
const epilogue = `
local done, reply = pcall(run)
if done then return reply end
local message = type(reply) == 'table' and reply.err or reply
if message == CORRUPT or string.find(message, 'WRONGTYPE', 1, true) then return { 'corrupt' } end
if type(reply) == 'table' then return reply end
return redis.error_reply(message)
`;

/**
 * Composes a script. The house rules: keys come by KEYS, time by ARGV; everything that is read is checked before the first
 * write, because a script that fails is not rolled back; the first write is one that Redis refuses when memory is out; the reply
 * is a flat list of texts that begins with a word.
 *
 * @param name what it does, and the version of its text
 * @param snippets Lua that it shares with others, in order
 * @param body the Lua of the function whose result is the reply
 */
export function defineScript(name: string, snippets: readonly string[], body: string): Script {
  const text = `-- second-factor ${name}\n${snippets.join('')}\nlocal function run()\n${body.trim()}\nend\n${epilogue}`;
  let digest: Promise<string> | undefined;
  return { name, text, sha1: () => (digest ??= sha1Of(text)) };
}

async function sha1Of(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
