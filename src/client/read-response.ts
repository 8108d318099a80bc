/** Looks for a challenge in a response, and leaves the response as it was. @module */

import { type Challenge, parseJson, readChallenge } from './read-challenge.ts';

/** Challenges are far smaller; what is longer is none, and is not read to its end. In bytes. */
const longestBody = 65_536;

/** The body is looked at only if status and type are those of a challenge; the response stays unread. */
export async function challengeInResponse(response: Response): Promise<Challenge | undefined> {
  const { status, headers } = response;
  const json = /^application\/(problem\+)?json\b/i.test(headers.get('content-type') ?? '');
  if (!json || (status !== 400 && status !== 401 && status !== 429)) return undefined;
  const text = await readStart(response);
  // Where the server tells its time (RFC 9110 §6.6.1) the difference of its own instants counts.
  const date = Date.parse(headers.get('date') ?? '');
  return text === undefined ? undefined : readChallenge(parseJson(text), date || undefined);
}

/** The whole text; `undefined` if it is too long or breaks off, which is then for the caller to find. */
async function readStart(response: Response): Promise<string | undefined> {
  if (Number(response.headers.get('content-length')) > longestBody) return undefined;
  try {
    // Never cancelled: on Node 20 a clone that was cancelled makes a later abort an unhandled rejection, which ends the process.
    const reader = response.clone().body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (let left = longestBody; left >= 0;) {
      const chunk = await reader?.read();
      if (chunk?.value === undefined) return text;
      left -= chunk.value.length;
      text += decoder.decode(chunk.value, { stream: true });
    }
  } catch {
    // Broken off: the caller reads the same.
  }
  return undefined;
}
